import type { Envelope } from '@mallhive/contract'
import { sql, type Kysely } from 'kysely'

const ATTEMPTS_MAX = 12
const PAUSE_SECONDS_MAX = 300
const ERROR_LENGTH_MAX = 2_000
const KEPT_DAYS = 14

/** An event that waits for another try. */
export interface Parked {
  readonly consumer: string
  readonly envelope: Envelope
}

/** What is known of an event before it is handled: one statement. */
export async function standingOf<T>(db: Kysely<T>, consumer: string, { id, subject }: Envelope) {
  const { rows } = await sql<{ isKeyParked: boolean; isHandled: boolean }>`
    select exists (select from parked_event where consumer = ${consumer} and key = ${subject} and not dead) as "isKeyParked",
      exists (select from inbox where consumer = ${consumer} and event_id = ${id}) as "isHandled"`.execute(db)
  return rows[0]!
}

/** Writes down that an event is handled. False when it was already. */
export async function record<T>(db: Kysely<T>, consumer: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    insert into inbox (consumer, event_id) values (${consumer}, ${id}) on conflict do nothing returning 1`.execute(db)
  return rows.length > 0
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

export async function unpark<T>(db: Kysely<T>, consumer: string, id: string): Promise<void> {
  await sql`delete from parked_event where consumer = ${consumer} and event_id = ${id}`.execute(db)
}

export async function countParked<T>(db: Kysely<T>): Promise<{ dead: number; due: number }> {
  const { rows } = await sql<{ dead: number; due: number }>`
    select count(*) filter (where dead) as dead, count(*) filter (where not dead and next_attempt_at <= now()) as due
    from parked_event`.execute(db)
  return rows[0]!
}

/** The first event of each key, where its time has come: those behind it wait for it. */
export async function dueEvents<T>(db: Kysely<T>, limit: number): Promise<Parked[]> {
  const { rows } = await sql<Parked>`
    select consumer, envelope from (
      select distinct on (consumer, key) consumer, envelope, next_attempt_at from parked_event
      where not dead order by consumer, key, parked_at, event_id
    ) first where next_attempt_at <= now() order by next_attempt_at limit ${limit}`.execute(db)
  return rows
}

export async function sweepInbox<T>(db: Kysely<T>): Promise<void> {
  await sql`delete from inbox where handled_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(db)
}
