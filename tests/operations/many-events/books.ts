import { logger, openDatabase } from '@mallhive/chassis'
import pg from 'pg'
import { potSteeped, teaBrewed } from './tea-house.ts'

const NOON = new Date('2026-01-01T12:00:00Z')
/** Keys whose tea steeps: one consumer needs a transaction for each. */
export const JUGS = 50
const log = logger('test', { LOG_LEVEL: 'silent' })
const CONSUMERS = [
  ['cup-service', 'fills-cups'],
  ['cup-service', 'fills-jugs'],
  ['kettle-service', 'counts-cups'],
] as const

export type Databases = Readonly<Record<'kettle-service' | 'cup-service' | 'bus', string>>

/** States tea from outside of the services, and looks behind their back. */
export function openTeaBooks(databases: Databases) {
  const kettle = openDatabase(databases['kettle-service'], { service: 'kettle-service', poolMax: 1, log })
  const pools = new Map(
    Object.entries(databases).map(([name, url]) => [name, new pg.Pool({ connectionString: url, max: 2 })]),
  )
  const query = async <R extends object>(service: string, text: string, values: unknown[] = []) =>
    (await pools.get(service)!.query<R>(text, values)).rows

  return {
    query,
    /** The nth pot of every key, in one transaction; of some keys it steeps. */
    brew: (keys: readonly string[], n: number) =>
      kettle.transaction(async (_tx, publish) =>
        publish(
          ...keys.map((key) => teaBrewed(key, { n }, NOON)),
          ...keys.slice(0, JUGS).map((key) => potSteeped(key, { n }, NOON)),
        ),
      ),
    /** How many effects there are. */
    async done(): Promise<number> {
      const counts = await Promise.all(
        CONSUMERS.map(([service, name]) =>
          query<{ count: number }>(service, 'select count(*)::int as count from effect where consumer = $1', [name]),
        ),
      )
      return counts.reduce((sum, rows) => sum + rows[0]!.count, 0)
    },
    /** For each consumer, the different rows of pots that keys have met, in the order in which they met them, and how many keys met each. */
    async met(): Promise<Record<string, readonly (readonly [pots: string, keys: number])[]>> {
      const found = await Promise.all(
        CONSUMERS.map(async ([service, name]) => {
          const rows = await query<{ pots: string; keys: number }>(
            service,
            `select pots, count(*)::int as keys from (
               select key, string_agg(n::text, ' ' order by id) as pots from effect where consumer = $1 group by key) each
             group by pots order by pots`,
            [name],
          )
          return [name, rows.map(({ pots, keys }) => [pots, keys] as const)] as const
        }),
      )
      return Object.fromEntries(found)
    },
    /** What is still on its way. */
    async left(): Promise<number> {
      const counts = await Promise.all(
        (['kettle-service', 'cup-service'] as const).map((service) =>
          query<{ count: number }>(
            service,
            'select (select count(*) from outbox)::int + (select count(*) from parked_event)::int as count',
          ),
        ),
      )
      return counts.reduce((sum, rows) => sum + rows[0]!.count, 0)
    },
    async close(): Promise<void> {
      await kettle.close()
      await Promise.all([...pools.values()].map((pool) => pool.end()))
    },
  }
}

/** What each consumer must have met: every pot once, in order. */
export function allMet(keys: number, pots: number) {
  const whole = Array.from({ length: pots }, (_, index) => index + 1).join(' ')
  return {
    'fills-cups': [[whole, keys]],
    'fills-jugs': [[whole, Math.min(JUGS, keys)]],
    'counts-cups': [[whole, keys]],
  }
}
