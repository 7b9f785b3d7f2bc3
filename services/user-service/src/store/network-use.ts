import type { Database } from '@mallhive/chassis'
import { endOf, type NetworkLimit } from '../domain/network-limit.ts'
import type { UserTables } from './tables.ts'

const SWEPT_AFTER_MS = 86_400_000

/** What is done too often from one network. Kept in the database, so that a restart forgives nothing and all processes count together. */
export interface NetworkUse {
  /** Counts one use. Answers until when there are too many; undefined lets it through, as it does where no network is known. */
  take(network: string | undefined, now: Date): Promise<Date | undefined>
  /** It was none of what is counted. */
  giveBack(network: string | undefined): Promise<void>
}

/** One statement a use, shared by all that come at the same time. */
export function networkUse(database: Database<UserTables>, limit: NetworkLimit): NetworkUse {
  const count = database.batched<{ network: string; now: Date }, { may: boolean; began_at: Date }>({
    columns: 'network text, now timestamptz',
    parts: `${countedUses(limit)}, done as (select n, may, began_at from allowed)`,
  })
  return {
    async take(network, now) {
      const use = network === undefined ? undefined : await count({ network, now })
      return use && !use.may ? endOf(limit, use.began_at) : undefined
    },
    async giveBack(network) {
      if (network === undefined) return
      await database.read
        .updateTable('network_use')
        .set((held) => ({ uses: held('uses', '-', 1) }))
        .where('purpose', '=', limit.purpose)
        .where('network', '=', network)
        .where('uses', '>', 0)
        .execute()
    },
  }
}

export async function sweepNetworkUse({ read }: Database<UserTables>, now: Date): Promise<void> {
  await read
    .deleteFrom('network_use')
    .where('began_at', '<', new Date(now.getTime() - SWEPT_AFTER_MS))
    .execute()
}

/**
 * Parts of a batched statement that count the uses in `given` (`network` may be null, `now`). The next parts read `allowed`: what was given,
 * whether it `may`, and since when its network is counted. Of several from one network in a statement, the first may.
 */
export function countedUses({ purpose, most, windowMs }: NetworkLimit): string {
  const startsAnew = `held.began_at <= excluded.began_at - interval '${windowMs} milliseconds'`
  return `
    counted as (
      insert into network_use as held (purpose, network, uses, began_at)
      select '${purpose}', network, count(*), max(now) from given where network is not null group by network order by network
      on conflict (purpose, network) do update set
        uses = case when ${startsAnew} then excluded.uses else held.uses + excluded.uses end,
        began_at = case when ${startsAnew} then excluded.began_at else held.began_at end
      returning network, uses, began_at),
    allowed as materialized (
      select given.*, counted.began_at,
        network is null
          or uses - count(*) over (partition by network) + row_number() over (partition by network order by n) <= ${most} as may
      from given left join counted using (network))`
}
