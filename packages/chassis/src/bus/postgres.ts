import { randomUUID } from 'node:crypto'
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
/** A batch takes some milliseconds. */
const STATEMENT_MS = 10_000
/** Only safety nets: the bell rings for what is published, and for all when its connection was lost. */
const GROUP_POLL_MS = 10_000
const FOLLOW_POLL_MS = 30_000
/** While another member reads for the group: in case that it dies. */
const NOT_OURS_POLL_MS = 2_000
const LOOK_AGAIN_MS = 10
const AGAIN_AFTER_MS = 500
const RENEW_AFTER_MS = 5_000
const SWEEP_MS = 3_600_000

interface Reader {
  /** Reads and delivers once. Answers for how long it may rest, in milliseconds, when no bell rings: not at all while there was something. */
  step(): Promise<number>
  /** Notes what was delivered last. */
  end(): Promise<unknown>
}

/** A log in a PostgreSQL database that all services share, and a bell that spares readers from waiting. */
export async function postgresBus(url: string, log: Logger): Promise<Bus> {
  const pool = openPool(url, { name: 'bus', max: POOL_MAX, log, statementMs: STATEMENT_MS })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: withNamedStatements(pool) }) })
  await migrate(db, new URL('migrations/', import.meta.url), 'bus_migration', url)

  /** This member of every group it reads for. */
  const member = randomUUID()
  const messages = messageLog(db, member)
  const stopping = new AbortController()
  const bell = await openBell(url, member, log, stopping.signal)
  const sweeping = loop('bus-sweep', SWEEP_MS, () => messages.sweep(), log)
  const reading: Promise<void>[] = []
  const read = (types: readonly string[], reader: Reader) =>
    void reading.push(repeat(reader, bell.ear(types), stopping.signal, log))

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
 * One reader a group at a time: the subscription's row is leased, so order holds over several processes. One statement a batch: it notes the
 * batch before and reads the next. A crash between delivers a batch again.
 */
function groupReader(messages: MessageLog, group: string, types: readonly string[], deliver: Deliver): Reader {
  let cursor: Cursor | undefined
  let isNoted = true
  let renewAt = 0
  return {
    async step() {
      cursor ??= await messages.takeLease(group)
      if (!cursor) return NOT_OURS_POLL_MS
      const mustMove = !isNoted || Date.now() >= renewAt
      const page = await (mustMove ? messages.moveAndRead(group, cursor, types) : messages.readAfter(cursor, types))
      cursor = page && cursor
      isNoted = true
      if (!page) return NOT_OURS_POLL_MS
      if (mustMove) renewAt = Date.now() + RENEW_AFTER_MS
      if (page.envelopes.length > 0) await deliver(page.envelopes)
      cursor = page.next
      isNoted = page.envelopes.length === 0
      return isNoted ? GROUP_POLL_MS : 0
    },
    end: async () => (cursor && !isNoted ? messages.moveAndRead(group, cursor, []) : undefined),
  }
}

/** Keeps its position in memory: this process alone reads by it. */
function followReader(messages: MessageLog, since: Date, types: readonly string[], deliver: Deliver): Reader {
  let cursor: Cursor | undefined
  return {
    async step() {
      const { envelopes, next } = await messages.readAfter((cursor ??= await messages.cursorAt(since)), types)
      if (envelopes.length > 0) await deliver(envelopes)
      cursor = next
      return envelopes.length > 0 ? 0 : FOLLOW_POLL_MS
    },
    end: async () => undefined,
  }
}

/**
 * Reads until the bus closes: at once while there was something, else when the bell rings, or after some seconds. What rang may hide
 * behind an older transaction for a moment: after a ring without anything to read it looks again soon, and then less and less often.
 */
async function repeat({ step, end }: Reader, ear: Ear, stopping: AbortSignal, log: Logger): Promise<void> {
  let soonMs = Infinity
  while (!stopping.aborted) {
    const heard = ear.rings()
    try {
      const restMs = await step()
      if (restMs === 0) {
        soonMs = Infinity
        continue
      }
      await ear.wait(Math.min(restMs, soonMs), heard)
      soonMs = ear.rings() > heard ? LOOK_AGAIN_MS : soonMs * 2
    } catch (error) {
      if (stopping.aborted) return
      log.warn({ error: (error as Error).message }, 'bus delivery failed, comes again')
      await pause(AGAIN_AFTER_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  await end().catch((error: Error) => log.warn({ error: error.message }, 'what was delivered last comes again'))
}
