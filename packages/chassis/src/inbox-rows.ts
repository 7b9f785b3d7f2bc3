import type { Envelope } from '@mallhive/contract'
import { sql, type Kysely } from 'kysely'
import type { Database } from './database.ts'

const ATTEMPTS_MAX = 12
const PAUSE_SECONDS_MAX = 300
const ERROR_LENGTH_MAX = 2_000
const KEPT_DAYS = 14

/** An event that waits for another try. */
export interface Parked {
  readonly consumer: string
  readonly envelope: Envelope
}

/** What is known of some events before they are handled. */
export interface Standing {
  isHandled(consumer: string, envelope: Envelope): boolean
  /** An earlier event of its key waits for another try. */
  isKeyParked(consumer: string, envelope: Envelope): boolean
}

/** One statement for all of a batch. */
export async function standingOf<T>(
  db: Kysely<T>,
  consumers: readonly string[],
  envelopes: readonly Envelope[],
): Promise<Standing> {
  const ids = [...new Set(envelopes.map(({ id }) => id))]
  const keys = [...new Set(envelopes.map(({ subject }) => subject))]
  const { rows } = await sql<{ consumer: string; id: string | null; key: string | null }>`
    select consumer, event_id as id, null as key from inbox
    where consumer = any(${consumers}::text[]) and event_id = any(${ids}::uuid[])
    union all
    select consumer, null, key from parked_event
    where consumer = any(${consumers}::text[]) and key = any(${keys}::text[]) and not dead`.execute(db)
  const handled = new Set(rows.flatMap(({ consumer, id }) => (id === null ? [] : [`${consumer} ${id}`])))
  const parked = new Set(rows.flatMap(({ consumer, key }) => (key === null ? [] : [`${consumer} ${key}`])))
  return {
    isHandled: (consumer, { id }) => handled.has(`${consumer} ${id}`),
    isKeyParked: (consumer, { subject }) => parked.has(`${consumer} ${subject}`),
  }
}

/** Writes down that an event is handled, as part of the transaction of its effect. False when it was already. */
export async function record<T>(tx: Kysely<T>, consumer: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    insert into inbox (consumer, event_id) values (${consumer}, ${id}) on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** The same outside of a transaction, in one statement for all that are handled at the same time. */
export function recorder<T>({ batched }: Database<T>): (consumer: string, id: string) => Promise<void> {
  const recorded = batched<{ consumer: string; event_id: string }, object>({
    columns: 'consumer text, event_id uuid',
    parts: `
      recorded as (
        insert into inbox (consumer, event_id) select consumer, event_id from given order by consumer, event_id on conflict do nothing),
      done as (select n from given)`,
  })
  return async (consumer, id) => void (await recorded({ consumer, event_id: id }))
}

/** Puts an event aside until its next try: after 1, 2, 4 … seconds; after twelve tries it is dead. */
export async function park<T>(db: Kysely<T>, consumer: string, envelope: Envelope, error: unknown): Promise<void> {
  await sql`
    insert into parked_event (consumer, event_id, key, envelope, attempts, next_attempt_at, error)
    values (${consumer}, ${envelope.id}, ${envelope.subject}, ${JSON.stringify(envelope)}::jsonb, 1, now() + interval '1 second', ${String(error).slice(0, ERROR_LENGTH_MAX)})
    on conflict (consumer, event_id) do update set
      attempts = parked_event.attempts + 1, error = excluded.error, dead = parked_event.attempts + 1 >= ${ATTEMPTS_MAX},
      next_attempt_at = now() + make_interval(secs => least(${PAUSE_SECONDS_MAX}, power(2, parked_event.attempts)))`.execute(
    db,
  )
}

/** Puts an event aside, untried, behind an earlier one of its key that waits. One that waits already stays as it is. */
export async function parkBehind<T>(db: Kysely<T>, consumer: string, envelope: Envelope): Promise<void> {
  await sql`
    insert into parked_event (consumer, event_id, key, envelope, next_attempt_at, error)
    values (${consumer}, ${envelope.id}, ${envelope.subject}, ${JSON.stringify(envelope)}::jsonb, now() + interval '1 second', 'an earlier event of the same key waits')
    on conflict do nothing`.execute(db)
}

export async function unpark<T>(db: Kysely<T>, consumer: string, id: string): Promise<void> {
  await sql`delete from parked_event where consumer = ${consumer} and event_id = ${id}`.execute(db)
}

/**
 * The first event of each key, where its time has come: those behind it wait for it. Also how many are dead, and in how many milliseconds the
 * next comes due, if any.
 */
export async function parkedNow<T>(
  db: Kysely<T>,
  consumers: readonly string[],
  limit: number,
): Promise<{ due: readonly Parked[]; dead: number; nextMs: number | null }> {
  const { rows } = await sql<{ due: Parked[]; dead: number; nextMs: number | null }>`
    with first as materialized (
      select distinct on (consumer, key) consumer, envelope, next_attempt_at from parked_event
      where not dead and consumer = any(${consumers}::text[]) order by consumer, key, parked_at, event_id
    ), due as (
      select consumer, envelope from first where next_attempt_at <= now() order by next_attempt_at limit ${limit}
    )
    select (select count(*) from parked_event where dead) as dead,
      (select coalesce(jsonb_agg(to_jsonb(due)), '[]') from due) as due,
      (select ceil(extract(epoch from min(next_attempt_at) - now()) * 1000)::float8 from first where next_attempt_at > now()) as "nextMs"`.execute(
    db,
  )
  return rows[0]!
}

/** Forgets what no bus brings again. */
export async function sweepInbox<T>(db: Kysely<T>): Promise<void> {
  await sql`delete from inbox where handled_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(db)
}
