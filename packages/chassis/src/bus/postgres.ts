import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import { loop } from '../loop.ts'
import { migrate } from '../migrations.ts'
import { withNamedStatements } from '../named-statements.ts'
import { openPool } from '../pool.ts'
import type { Logger } from '../telemetry.ts'
import { openBell, type Ear } from './bell.ts'
import type { Bus, Deliver } from './bus.ts'
import { messageLog, type Cursor, type MessageLog } from './message-log.ts'

const POOL_MAX = 6
const POLL_MS = 4_000
const LOOK_AGAIN_MS = 10
const AGAIN_AFTER_MS = 500
const RENEW_AFTER_MS = 5_000
const SWEEP_MS = 3_600_000

/** Reads once; answers whether there was something. */
type Step = () => Promise<boolean>

/** A log in a PostgreSQL database that all services share, and a bell that spares readers from waiting. */
export async function postgresBus(url: string, log: Logger): Promise<Bus> {
  const pool = openPool(url, { name: 'bus', max: POOL_MAX, log })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: withNamedStatements(pool) }) })
  await migrate(db, new URL('migrations/', import.meta.url), 'bus_migration')

  const messages = messageLog(db)
  const stopping = new AbortController()
  const bell = await openBell(url, log, stopping.signal)
  const sweeping = loop('bus-sweep', SWEEP_MS, () => messages.sweep(), log)
  const reading: Promise<void>[] = []
  const read = (types: readonly string[], step: Step) =>
    void reading.push(repeat(step, bell.ear(types), stopping.signal, log))

  return {
    publish: async (envelopes) => (envelopes.length > 0 ? messages.put(envelopes) : undefined),
    subscribe: async (group, types, deliver) => read(types, groupReader(messages, group, types, deliver)),
    follow: async (types, since, deliver) => read(types, followReader(messages, since, types, deliver)),
    ping: () => messages.ping(),
    async close() {
      stopping.abort()
      bell.ringAll()
      await Promise.all([...reading, sweeping.stop()])
      await bell.close()
      await db.destroy()
    },
  }
}

/**
 * One reader a group at a time: the subscription's row is leased, so order holds over several processes. While the lease is surely ours
 * the position is known without asking for it.
 */
function groupReader(messages: MessageLog, group: string, types: readonly string[], deliver: Deliver): Step {
  let cursor: Cursor | undefined
  let renewAt = 0
  return async () => {
    if (!cursor || Date.now() >= renewAt) {
      cursor = cursor ? await messages.moveTo(group, cursor) : await messages.takeLease(group)
      renewAt = Date.now() + RENEW_AFTER_MS
    }
    if (!cursor) return false
    const { envelopes, next } = await messages.readAfter(cursor, types)
    if (envelopes.length > 0) await deliver(envelopes)
    cursor = envelopes.length > 0 ? await messages.moveTo(group, next) : next
    return envelopes.length > 0
  }
}

/** Keeps its position in memory: this process alone reads by it. */
function followReader(messages: MessageLog, since: Date, types: readonly string[], deliver: Deliver): Step {
  let cursor: Cursor | undefined
  return async () => {
    const { envelopes, next } = await messages.readAfter((cursor ??= await messages.cursorAt(since)), types)
    if (envelopes.length > 0) await deliver(envelopes)
    cursor = next
    return envelopes.length > 0
  }
}

/**
 * Runs `step` until the bus closes: at once while there was something, else when the bell rings, or after some seconds. What rang may hide
 * behind an older transaction for a moment: after a ring without anything to read it looks again soon, and then less and less often.
 */
async function repeat(step: Step, ear: Ear, stopping: AbortSignal, log: Logger): Promise<void> {
  let rest = POLL_MS
  while (!stopping.aborted) {
    const heard = ear.rings()
    try {
      if (await step()) {
        rest = POLL_MS
        continue
      }
      await ear.wait(rest, heard)
      rest = ear.rings() > heard ? LOOK_AGAIN_MS : Math.min(rest * 2, POLL_MS)
    } catch (error) {
      if (stopping.aborted) return
      log.warn({ error: (error as Error).message }, 'bus delivery failed, comes again')
      await pause(AGAIN_AFTER_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
}
