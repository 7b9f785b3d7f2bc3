import { batched, type Database } from '@mallhive/chassis'
import { newId, type Clock } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { ProductTables } from './tables.ts'

export interface CatalogueVersion {
  /**
   * The version at a moment after this call. Two equal answers: between the two calls nothing changed that shoppers see. Versions of
   * different processes are never equal.
   */
  now(): Promise<string>
  /** Forgets changes that every process has heard of by now. Call it every `FORGET_EVERY_MS`, not oftener. */
  forget(): Promise<void>
}

/** Longer than any process goes by what it heard last: see `HEARD_MAX_MS`. */
export const FORGET_EVERY_MS = 600_000
/** Who has not asked for so long counts everything as changed, since rows may have been forgotten meanwhile. */
const HEARD_MAX_MS = 300_000
/** All who wait share one question, however many they are. */
const WAITING_MAX = 10_000

interface Heard {
  readonly snapshot: string
  readonly askedAt: number
  /** Epoch milliseconds: from then on more is published than at the time of the answer; null for never. */
  readonly publishedNext: number | null
}

/** What the database answers to the question. */
export interface ChangeRow {
  readonly snapshot: string
  readonly changed: boolean
  readonly next: number | null
}

/**
 * Asks the database what changed: so a change is seen by the next request, in every process, and no request reads what is kept from before
 * its own beginning.
 *
 * Numbers cannot say it: the later of two numbers may be committed first, and whoever has seen it would never ask for the earlier. So each
 * change is named by its transaction, and the question is exact: which are visible now and were not in the snapshot of the last question?
 * Time changes the catalogue too, when a date of publication comes: the answer says the next.
 */
export function changeWatch(clock: Clock) {
  const process = newId()
  let epoch = 0
  let heard: Heard | undefined
  let since = 0

  return {
    /**
     * `columns`, of a `ChangeRow`, are to be selected; `version` makes a version of what they are. Answers that overtake each other may make
     * one change look like two, never like none.
     */
    ask() {
      const askedAt = performance.now()
      const now = clock().getTime()
      const known = heard && askedAt - heard.askedAt < HEARD_MAX_MS ? heard : undefined
      return {
        columns: changesSince(known?.snapshot, now),
        version({ snapshot, changed, next }: ChangeRow): string {
          const isSameTime = known !== undefined && now >= since && (known.publishedNext ?? Infinity) > now
          if (changed || !isSameTime) {
            epoch += 1
            since = now
          }
          heard = { snapshot, askedAt, publishedNext: next === null ? null : -next }
          return `${process}.${epoch}`
        },
      }
    },
  }
}

/** Asks in one small statement that all requests share that arrived before it was sent. */
export function catalogueVersion(db: Database<ProductTables>['read'], clock: Clock): CatalogueVersion {
  const watch = changeWatch(clock)
  let forgettable: string | undefined

  const shared = batched<undefined, string>(
    async (waiting) => {
      const { columns, version } = watch.ask()
      const { rows } = await sql<ChangeRow>`select ${columns}`.execute(db)
      const current = version(rows[0]!)
      return waiting.map(() => current)
    },
    { max: WAITING_MAX, waitingMax: WAITING_MAX },
  )
  return {
    now: () => shared(undefined),
    async forget() {
      const { rows } = await sql<{ snapshot: string }>`
        with gone as (
          delete from catalogue_change where pg_visible_in_snapshot(xid, ${forgettable ?? null}::pg_snapshot)
            -- Ids from a server's future are those of another server, restored here.
            or xid >= pg_snapshot_xmax(pg_current_snapshot()))
        select pg_current_snapshot()::text as snapshot`.execute(db)
      forgettable = rows[0]!.snapshot
    },
  }
}

const changesSince = (snapshot: string | undefined, now: number) => {
  const before = sql`${snapshot ?? null}::pg_snapshot`
  return sql`pg_current_snapshot()::text as snapshot,
      ${before} is null or exists (
        select from catalogue_change where xid >= pg_snapshot_xmin(${before}) and not pg_visible_in_snapshot(xid, ${before})) as changed,
      (select max(newest) from listing where visible and newest < ${-now}::bigint) as next`
}
