import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import type { Logger } from '../telemetry.ts'

/** Publishing notifies here, with the types that were published, parted by commas. */
export const CHANNEL = 'bus'
const AGAIN_AFTER_MS = 500
/** A connection that has fallen silent looks like one by which nothing is published: it is asked now and then. */
const BEAT_MS = 5_000
const FAREWELL_MS = 1_000
const PATIENCE = { connectionTimeoutMillis: 5_000, query_timeout: 5_000 }

/** The first key of the locks by which members are known to live; no other locks of the bus's database have it. */
const LIVING = 20_260
/** While its bell's connection is there, it holds this lock. Shared, so that members whose hashes are the same do not wait for each other. */
const SAY_ALIVE = `select pg_advisory_lock_shared(${LIVING}, hashtext($1))`

/** Whether the member of this name lives: a lock of two keys has the `objsubid` 2, and shows them as numbers without a sign. */
export const lives = (member: string) => sql<boolean>`exists (
  select from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = ${sql.lit(LIVING)}
    and objid::bigint = hashtext(${sql.ref(member)}::text)::bigint & 4294967295
    and database = (select oid from pg_database where datname = current_database()))`

/** What one reader hears: only of the types it reads. */
export interface Ear {
  /** How often it has rung so far. */
  rings(): number
  /** Waits for the next ring after the `heard` first ones, no longer than `ms`. */
  wait(ms: number, heard: number): Promise<void>
}

export interface Bell {
  ear(types: readonly string[]): Ear
  ringAll(): void
  close(): Promise<void>
}

interface Hearer {
  readonly types: ReadonlySet<string>
  rings: number
  wake: (() => void) | undefined
}

/** Rings when something was published, with its types. Only a hint that saves waiting: a lost connection costs a poll, not an event. */
export async function openBell(url: string, member: string, log: Logger, stopping: AbortSignal): Promise<Bell> {
  let client: pg.Client | undefined
  const hearers: Hearer[] = []

  const ring = (concerns: (hearer: Hearer) => boolean) => {
    for (const hearer of hearers.filter(concerns)) {
      hearer.rings += 1
      hearer.wake?.()
    }
  }
  const ringAll = () => ring(() => true)

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: `bus-${member}`, ...PATIENCE })
    next.on('notification', ({ payload = '' }) => {
      const types = payload.split(',')
      ring((hearer) => types.some((type) => hearer.types.has(type)))
    })
    next.on('error', (error) => lose(next, error))
    try {
      await next.connect()
      await next.query(SAY_ALIVE, [member])
      await next.query(`listen ${CHANNEL}`)
    } catch (error) {
      void next.end().catch(() => undefined)
      throw error
    }
    // While it was made, the bus may have been closed, which could not close it yet.
    if (stopping.aborted) void next.end().catch(() => undefined)
    else client = next
  }
  function lose(lost: pg.Client, error: Error): void {
    log.warn({ error: error.message }, 'bus bell lost')
    if (client !== lost) return
    client = undefined
    void lost.end().catch(() => undefined)
    connectAgain()
  }
  function connectAgain(): void {
    const later = () => (stopping.aborted ? undefined : void connect().then(ringAll, connectAgain))
    setTimeout(later, AGAIN_AFTER_MS).unref()
  }
  function beat(): void {
    const present = client
    present?.query('select').catch((error: Error) => lose(present, error))
  }

  await connect()
  const beating = setInterval(beat, BEAT_MS).unref()
  return {
    ear(types) {
      const hearer: Hearer = { types: new Set(types), rings: 0, wake: undefined }
      hearers.push(hearer)
      return earOf(hearer, stopping)
    },
    ringAll,
    async close() {
      clearInterval(beating)
      const farewell = client?.end().catch(() => undefined)
      // By a silent connection nobody says farewell.
      await Promise.race([farewell, pause(FAREWELL_MS, undefined, { ref: false })])
    },
  }
}

const earOf = (hearer: Hearer, stopping: AbortSignal): Ear => ({
  rings: () => hearer.rings,
  wait: (ms, heard) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms)
      hearer.wake = done
      if (stopping.aborted || hearer.rings > heard) done()
      function done() {
        clearTimeout(timer)
        hearer.wake = undefined
        resolve()
      }
    }),
})
