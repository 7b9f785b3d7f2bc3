import type { Envelope, EventFactory } from '@mallhive/contract'
import { Compile } from 'typebox/compile'
import type { Static, TSchema } from 'typebox'
import type { Bus } from './bus/bus.ts'
import type { Database, Publish, Tx } from './database.ts'
import { countParked, dueEvents, park, record, standingOf, sweepInbox, unpark } from './inbox-rows.ts'
import { loop, type Loop } from './loop.ts'
import { withRequest } from './request-context.ts'
import type { Logger, Metrics } from './telemetry.ts'

const RETRY_POLL_MS = 1_000
const RETRIES_AT_ONCE = 20
const HANDLING_TIMEOUT_MS = 30_000
const SWEEP_MS = 3_600_000

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

interface Surroundings<Tables> {
  readonly bus: Bus
  readonly database: Database<Tables>
  readonly log: Logger
  readonly metrics: Metrics
}

/** Connects a service's consumers to the bus. An event whose handling fails is parked and tried again; the others go on. */
export async function consume<Tables>(
  service: string,
  consumers: readonly Consumer<Tables>[],
  { bus, database, log, metrics }: Surroundings<Tables>,
): Promise<Loop[]> {
  if (consumers.length === 0) return []
  const handlers = consumers.map((consumer) => handlerOf(consumer, database))

  /** Rejects only when the database is away: then the batch comes again. */
  async function receive({ consumer, handle }: EventHandler, envelope: Envelope): Promise<void> {
    try {
      metrics.eventsHandled.inc({ consumer, outcome: await inTrace(envelope, () => handle(envelope, 'behind parked')) })
    } catch (error) {
      log.warn({ consumer, eventId: envelope.id, err: error }, 'event parked')
      metrics.eventsHandled.inc({ consumer, outcome: 'parked' })
      await park(database.read, consumer, envelope, error)
    }
  }
  await bus.subscribe(service, [...new Set(consumers.map(({ event }) => event.type))], async (batch) => {
    for (const envelope of batch) {
      for (const handler of handlers) if (handler.type === envelope.type) await receive(handler, envelope)
    }
  })
  const retry = async () => {
    const { dead, due } = await countParked(database.read)
    metrics.eventsDead.set(dead)
    if (due > 0) await retryDue(handlers, database)
  }
  return [
    loop('parked-events', RETRY_POLL_MS, retry, log),
    loop('inbox-sweep', SWEEP_MS, () => sweepInbox(database.read), log),
  ]
}

interface EventHandler {
  readonly consumer: string
  readonly type: string
  /** What arrives queues up behind parked events of its key; what was parked is tried in its turn. */
  readonly handle: (envelope: Envelope, place: 'behind parked' | 'in its turn') => Promise<'handled' | 'repeated'>
}

function handlerOf<Tables>(
  { name, event: { type, spec }, repeatable, inTransaction }: Consumer<Tables>,
  database: Database<Tables>,
): EventHandler {
  const check = Compile(spec.data)
  return {
    consumer: name,
    type,
    async handle(envelope, place) {
      const { id, subject, time, data } = envelope
      if (!check.Check(data)) throw new TypeError(`${type} does not fit its description`)
      const event = { id, key: subject, occurredAt: new Date(time), data }
      const { isKeyParked, isHandled } = await standingOf(database.read, name, envelope)
      if (isKeyParked && place === 'behind parked') throw new Error('an earlier event of the same key waits')
      if (isHandled) return 'repeated'
      if (repeatable) {
        await repeatable(event)
        await record(database.read, name, id)
        return 'handled'
      }
      return database.transaction(async (tx, publish) => {
        if (!(await record(tx, name, id))) return 'repeated'
        await inTransaction!(event, tx, publish)
        return 'handled'
      })
    },
  }
}

async function retryDue<Tables>(handlers: readonly EventHandler[], { read }: Database<Tables>): Promise<void> {
  for (const { consumer, envelope } of await dueEvents(read, RETRIES_AT_ONCE)) {
    const handler = handlers.find((candidate) => candidate.consumer === consumer)
    if (!handler) continue
    try {
      await inTrace(envelope, () => handler.handle(envelope, 'in its turn'))
      await unpark(read, consumer, envelope.id)
    } catch (error) {
      await park(read, consumer, envelope, error)
    }
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
