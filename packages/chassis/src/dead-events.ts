import { sql } from 'kysely'
import { openDatabase } from './database.ts'
import type { Logger } from './telemetry.ts'

const LISTED_MAX = 500

/** An event that a consumer could not handle in all its attempts. */
export interface DeadEvent {
  readonly consumer: string
  readonly eventId: string
  readonly type: string
  readonly key: string
  readonly attempts: number
  readonly parkedAt: Date
  readonly error: string
  /** What it says: perhaps with personal data. */
  readonly data: unknown
}

/** What a person can do about the dead events in one service's database. Its processes may run meanwhile. */
export interface DeadEvents {
  /** The oldest first, 500 at most. */
  list(): Promise<readonly DeadEvent[]>
  /** Lets these, or all, be tried again from the first attempt on, within seconds; answers how many. */
  replay(ids: readonly string[] | 'all'): Promise<number>
  /** Forgets these, or all, and records them as handled, so that they stay forgotten when the bus brings them again; answers how many. */
  drop(ids: readonly string[] | 'all'): Promise<number>
  close(): Promise<void>
}

export function openDeadEvents(url: string, log: Logger): DeadEvents {
  const { read, close } = openDatabase(url, { service: 'dead-events', poolMax: 1, log })
  const those = (ids: readonly string[] | 'all') =>
    ids === 'all' ? sql`dead` : sql`dead and event_id::text = any(${ids}::text[])`
  return {
    async list() {
      const { rows } = await sql<DeadEvent>`
        select consumer, event_id as "eventId", envelope ->> 'type' as type, key, attempts, parked_at as "parkedAt", error,
          envelope -> 'data' as data
        from parked_event where dead order by parked_at, event_id, consumer limit ${LISTED_MAX}`.execute(read)
      return rows
    },
    async replay(ids) {
      const { rows } = await sql`
        update parked_event set dead = false, attempts = 0, next_attempt_at = now() where ${those(ids)} returning 1`.execute(
        read,
      )
      return rows.length
    },
    async drop(ids) {
      const { rows } = await sql`
        with dropped as (delete from parked_event where ${those(ids)} returning consumer, event_id),
        recorded as (insert into inbox (consumer, event_id) select consumer, event_id from dropped on conflict do nothing)
        select from dropped`.execute(read)
      return rows.length
    },
    close,
  }
}
