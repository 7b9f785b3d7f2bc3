import type { Envelope, EventFactory } from '@mallhive/contract'
import { sql } from 'kysely'
import { Compile } from 'typebox/compile'
import type { Static, TSchema } from 'typebox'
import type { Bus } from './bus/bus.ts'
import type { Database, Publish, Tx } from './database.ts'
import { loop, type Loop } from './loop.ts'
import { withRequest } from './request-context.ts'
import type { Logger, Metrics } from './telemetry.ts'

const ATTEMPTS_MAX = 12
const RETRY_POLL_MS = 1_000
const RETRIES_AT_ONCE = 20
const HANDLING_TIMEOUT_MS = 30_000
const KEPT_DAYS = 14

export interface Happened<Data> {
  /** The same each time the event is delivered. */
  readonly id: string
  readonly key: string
  readonly occurredAt: Date
  readonly data: Data
}

/** What a service does about an event of another. Exactly one of the two ways. */
export interface Consumer<in out Tables, in out Data extends TSchema = TSchema> {
  /** Stays the same for ever: it is what the inbox remembers. Named like its file, `on-order-confirmed`. */
  readonly name: string
  readonly event: EventFactory<string, Data>
  /** Runs in the transaction that records the event as handled: its effect happens exactly once. */
  readonly inTransaction?: (event: Happened<Static<Data>>, tx: Tx<Tables>, publish: Publish) => Promise<void>
  /** Runs outside of a transaction, perhaps more than once, when a crash comes between its effect and the record: it must be harmless when repeated. */
  readonly repeatable?: (event: Happened<Static<Data>>) => Promise<void>
}

/** Connects a service's consumers to the bus. An event whose handling fails is parked and tried again; the others go on. */
export async function consume<Tables>(
  service: string,
  consumers: readonly Consumer<Tables>[],
  context: { bus: Bus; database: Database<Tables>; log: Logger; metrics: Metrics },
): Promise<Loop[]> {
  if (consumers.length === 0) return []
  const { bus, database, log, metrics } = context
  const prepared = consumers.map((consumer) => ({ ...consumer, check: Compile(consumer.event.spec.data) }))

  await bus.subscribe(service, [...new Set(consumers.map(({ event }) => event.type))], async (batch) => {
    for (const envelope of batch) {
      for (const consumer of prepared) if (consumer.event.type === envelope.type) await receive(consumer, envelope)
    }
  })
  return [
    loop('parked-events', RETRY_POLL_MS, retryParked, log),
    loop(
      'inbox-sweep',
      3_600_000,
      () =>
        sql`delete from inbox where handled_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(database.read),
      log,
    ),
  ]

  /** Rejects only when the database is away: then the batch comes again. */
  async function receive(consumer: (typeof prepared)[number], envelope: Envelope): Promise<void> {
    try {
      const outcome = await inTrace(envelope, () => handle(consumer, envelope, true))
      metrics.eventsHandled.inc({ consumer: consumer.name, outcome })
    } catch (error) {
      log.warn({ consumer: consumer.name, eventId: envelope.id, err: error }, 'event parked')
      metrics.eventsHandled.inc({ consumer: consumer.name, outcome: 'parked' })
      await park(consumer.name, envelope, error)
    }
  }

  async function handle(
    consumer: (typeof prepared)[number],
    envelope: Envelope,
    behindParked: boolean,
  ): Promise<string> {
    const { id, subject, time, data } = envelope
    if (!consumer.check.Check(data)) throw new TypeError(`${envelope.type} does not fit its description`)
    const event = { id, key: subject, occurredAt: new Date(time), data }
    const known = await standing(consumer.name, id, subject)
    if (behindParked && known.is_key_parked) throw new Error('an earlier event of the same key waits')
    if (known.is_handled) return 'repeated'
    if (consumer.repeatable) {
      await consumer.repeatable(event)
      await record(database.read, consumer.name, id)
      return 'handled'
    }
    return database.transaction(async (tx, publish) => {
      if (!(await record(tx, consumer.name, id))) return 'repeated'
      await consumer.inTransaction!(event, tx, publish)
      return 'handled'
    })
  }

  async function retryParked(): Promise<void> {
    const { rows: counts } = await sql<{ dead: number; due: number }>`
      select count(*) filter (where dead) as dead, count(*) filter (where not dead and next_attempt_at <= now()) as due
      from parked_event`.execute(database.read)
    metrics.eventsDead.set(counts[0]!.dead)
    if (counts[0]!.due > 0) await retryDue()
  }

  async function retryDue(): Promise<void> {
    const { rows } = await sql<{ consumer: string; envelope: Envelope }>`
      select distinct on (consumer, key) consumer, envelope from parked_event
      where not dead order by consumer, key, parked_at, event_id limit ${RETRIES_AT_ONCE * 10}`.execute(database.read)
    const { rows: due } = await sql<{
      consumer: string
      event_id: string
    }>`select consumer, event_id from parked_event where not dead and next_attempt_at <= now()`.execute(database.read)
    const isDue = (row: (typeof rows)[number]) =>
      due.some(({ consumer, event_id }) => consumer === row.consumer && event_id === row.envelope.id)
    for (const { consumer: name, envelope } of rows.filter(isDue).slice(0, RETRIES_AT_ONCE)) {
      const consumer = prepared.find((candidate) => candidate.name === name)
      if (!consumer) continue
      try {
        await inTrace(envelope, () => handle(consumer, envelope, false))
        await sql`delete from parked_event where consumer = ${name} and event_id = ${envelope.id}`.execute(
          database.read,
        )
      } catch (error) {
        await park(name, envelope, error)
      }
    }
  }

  async function park(consumer: string, envelope: Envelope, error: unknown): Promise<void> {
    await sql`
      insert into parked_event (consumer, event_id, key, envelope, attempts, next_attempt_at, error)
      values (${consumer}, ${envelope.id}, ${envelope.subject}, ${JSON.stringify(envelope)}::jsonb, 1, now() + interval '1 second', ${String(error).slice(0, 2_000)})
      on conflict (consumer, event_id) do update set
        attempts = parked_event.attempts + 1, error = excluded.error, dead = parked_event.attempts + 1 >= ${ATTEMPTS_MAX},
        next_attempt_at = now() + make_interval(secs => least(300, power(2, parked_event.attempts)))`.execute(
      database.read,
    )
  }

  /** What is known of an event before it is handled: one statement. */
  async function standing(consumer: string, id: string, key: string) {
    const { rows } = await sql<{ is_key_parked: boolean; is_handled: boolean }>`
      select exists (select from parked_event where consumer = ${consumer} and key = ${key} and not dead) as is_key_parked,
        exists (select from inbox where consumer = ${consumer} and event_id = ${id}) as is_handled`.execute(
      database.read,
    )
    return rows[0]!
  }
  async function record(tx: Database<Tables>['read'], consumer: string, id: string): Promise<boolean> {
    const { rows } =
      await sql`insert into inbox (consumer, event_id) values (${consumer}, ${id}) on conflict do nothing returning 1`.execute(
        tx,
      )
    return rows.length > 0
  }
}

function inTrace<T>(envelope: Envelope, work: () => Promise<T>): Promise<T> {
  const traceparent =
    envelope.traceparent ?? `00-${envelope.id.replaceAll('-', '')}-${envelope.id.replaceAll('-', '').slice(0, 16)}-01`
  return withRequest({ requestId: envelope.id, traceparent, deadline: Date.now() + HANDLING_TIMEOUT_MS }, work)
}

/** Declares a consumer with the types of its event. */
export const consumer = <Tables, Data extends TSchema>(declared: Consumer<Tables, Data>): Consumer<Tables> =>
  declared as unknown as Consumer<Tables>
