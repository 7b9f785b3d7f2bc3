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
import { messageLog, type Cursor, type MessageLog, type Page } from './message-log.ts'

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
  /** Reads and delivers once. */
  step(): Promise<Rest>
  /** Notes what was delivered last. */
  end(): Promise<unknown>
}

/** For how long a reader may rest, in milliseconds, when no bell rings: not at all while there was something; until what is hidden may be read. */
type Rest = number | 'until shown'

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
      return restAfter(page, GROUP_POLL_MS)
    },
    end: async () => (cursor && !isNoted ? messages.moveAndRead(group, cursor, []) : undefined),
  }
}

/** Keeps its position in memory: this process alone reads by it. */
function followReader(messages: MessageLog, since: Date, types: readonly string[], deliver: Deliver): Reader {
  let cursor: Cursor | undefined
  return {
    async step() {
      const page = await messages.readAfter((cursor ??= await messages.cursorAt(since)), types)
      if (page.envelopes.length > 0) await deliver(page.envelopes)
      cursor = page.next
      return restAfter(page, FOLLOW_POLL_MS)
    },
    end: async () => undefined,
  }
}

function restAfter({ envelopes, isAllHidden }: Page, pollMs: number): Rest {
  if (envelopes.length > 0) return 0
  return isAllHidden ? 'until shown' : pollMs
}

/**
 * Reads until the bus closes: at once while there was something, else when the bell rings, or after some seconds. What was published may hide
 * behind an older transaction for a moment: then it looks again soon, and less and less often.
 */
async function repeat({ step, end }: Reader, ear: Ear, stopping: AbortSignal, log: Logger): Promise<void> {
  let soonMs = LOOK_AGAIN_MS
  while (!stopping.aborted) {
    const heard = ear.rings()
    try {
      const rest = await step()
      if (rest === 'until shown') {
        await ear.wait(soonMs, heard)
        soonMs = Math.min(soonMs * 2, GROUP_POLL_MS)
        continue
      }
      soonMs = LOOK_AGAIN_MS
      if (rest > 0) await ear.wait(rest, heard)
    } catch (error) {
      if (stopping.aborted) return
      log.warn({ error: (error as Error).message }, 'bus delivery failed, comes again')
      await pause(AGAIN_AFTER_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  await end().catch((error: Error) => log.warn({ error: error.message }, 'what was delivered last comes again'))
}
