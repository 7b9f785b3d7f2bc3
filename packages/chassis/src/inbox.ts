import type { Envelope } from '@mallhive/contract'
import { alarm } from './alarm.ts'
import type { Bus } from './bus/bus.ts'
import { concurrently } from './concurrently.ts'
import type { Consumer } from './consumer.ts'
import type { Database } from './database.ts'
import { eventHandlers, type EventHandler, type Outcome } from './event-handler.ts'
import { park, parkBehind, parkedNow, standingOf, sweepInbox, unpark, type Standing } from './inbox-rows.ts'
import { loop, type Loop } from './loop.ts'
import type { Logger, Metrics } from './telemetry.ts'

/** Keys whose events are handled at the same time. */
const KEYS_AT_ONCE = 64
const RETRIES_AT_ONCE = 20
const FIRST_RETRY_MS = 1_000
/** Only a safety net for what another process has parked: ours is tried again when its time has come. */
const RETRY_POLL_MS = 10_000
const SWEEP_MS = 3_600_000

interface Surroundings<Tables> {
  readonly bus: Bus
  readonly database: Database<Tables>
  readonly log: Logger
  readonly metrics: Metrics
}
type Inbox = Omit<Surroundings<object>, 'bus'> & {
  readonly handlers: readonly EventHandler[]
  readonly parked: () => void
}

/**
 * Connects a service's consumers to the bus. Of a batch, events of different keys are handled at the same time, those of one key in order. An
 * event whose handling fails is parked and tried again, and those of its key after it; the others go on.
 */
export async function consume<Tables>(
  service: string,
  consumers: readonly Consumer<Tables>[],
  { bus, database, log, metrics }: Surroundings<Tables>,
): Promise<Loop[]> {
  if (consumers.length === 0) return []
  const handlers = eventHandlers(consumers, database)
  const wakeIn = alarm(() => retrying.poke())
  const inbox: Inbox = {
    handlers,
    database: database as unknown as Database,
    log,
    metrics,
    parked: () => wakeIn(FIRST_RETRY_MS),
  }
  const retrying = loop('parked-events', RETRY_POLL_MS, () => retryDue(inbox, wakeIn), log)
  await bus.subscribe(service, [...new Set(handlers.map(({ type }) => type))], (batch) => receive(inbox, batch))
  return [retrying, loop('inbox-sweep', SWEEP_MS, () => sweepInbox(database.read), log)]
}

/** One statement for the batch, then what its consumers do. Rejects only when the database is away: then the batch comes again. */
async function receive(inbox: Inbox, batch: readonly Envelope[]): Promise<void> {
  const once = [...new Map(batch.map((envelope) => [envelope.id, envelope])).values()]
  const names = inbox.handlers.map(({ consumer }) => consumer)
  const standing = await standingOf(inbox.database.read, names, once)
  const byKey = Map.groupBy(once, ({ subject }) => subject)
  await concurrently(KEYS_AT_ONCE, [...byKey.values()], (envelopes) => receiveInOrder(inbox, envelopes, standing))
}

async function receiveInOrder(inbox: Inbox, envelopes: readonly Envelope[], standing: Standing): Promise<void> {
  const { handlers, database, log, metrics, parked } = inbox
  const blocked = new Set<string>()

  async function receiveOne({ consumer, handle }: EventHandler, envelope: Envelope): Promise<Outcome | 'parked'> {
    if (standing.isHandled(consumer, envelope)) return 'repeated'
    if (blocked.has(consumer) || standing.isKeyParked(consumer, envelope)) {
      await parkBehind(database.read, consumer, envelope)
      parked()
      return 'parked'
    }
    try {
      return await handle(envelope)
    } catch (error) {
      log.warn({ consumer, eventId: envelope.id, err: error }, 'event parked')
      blocked.add(consumer)
      await park(database.read, consumer, envelope, error)
      parked()
      return 'parked'
    }
  }

  for (const envelope of envelopes) {
    for (const handler of handlers) {
      if (handler.type !== envelope.type) continue
      const outcome = await receiveOne(handler, envelope)
      metrics.eventsHandled.inc({ consumer: handler.consumer, outcome })
    }
  }
}

/** Tries what is due, the first of each key, until nothing is; then sets the alarm to when the next will be. */
async function retryDue({ handlers, database: { read }, metrics }: Inbox, wakeIn: (ms: number) => void): Promise<void> {
  const names = handlers.map(({ consumer }) => consumer)
  for (;;) {
    const { due, dead, nextMs } = await parkedNow(read, names, RETRIES_AT_ONCE)
    metrics.eventsDead.set(dead)
    if (due.length === 0) {
      if (nextMs !== null) wakeIn(nextMs)
      return
    }
    const envelopes = due.map(({ envelope }) => envelope)
    const standing = await standingOf(read, names, envelopes)
    await concurrently(RETRIES_AT_ONCE, due, async ({ consumer, envelope }) => {
      try {
        if (!standing.isHandled(consumer, envelope))
          await handlers.find((handler) => handler.consumer === consumer)!.handle(envelope)
      } catch (error) {
        return park(read, consumer, envelope, error)
      }
      await unpark(read, consumer, envelope.id)
    })
  }
}
