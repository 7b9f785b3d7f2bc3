import { consumer, defineService, ownDatabase, type Service } from '@mallhive/chassis'
import { api, event } from '@mallhive/contract'
import { Type } from 'typebox'

const Cup = Type.Object({ n: Type.Integer() })
export const teaBrewed = event({ name: 'tea.brewed', version: 1, summary: 'The nth pot of a key', data: Cup })
export const potSteeped = event({ name: 'pot.steeped', version: 1, summary: 'The nth pot of a key', data: Cup })
const cupPoured = event({ name: 'cup.poured', version: 1, summary: 'The nth cup of a key', data: Cup })
type Data = typeof teaBrewed.spec.data

interface Tables {
  effect: { consumer: string; key: string; n: number }
}
const MIGRATIONS = new URL('./migrations/', import.meta.url)
const base = { config: Type.Object({}), needs: {}, database: ownDatabase<Tables>(MIGRATIONS) }

/** What a consumer leaves behind in one statement, shared with those at the same time. */
const row = (name: string) => ({
  columns: 'key text, tea int',
  parts: `
    filled as (
      insert into effect (consumer, key, n) select '${name}', key, tea from given order by given.n returning key, n),
    done as (select given.n from given join filled on filled.key = given.key and filled.n = given.tea)`,
  given: ({ key, data }: { readonly key: string; readonly data: { readonly n: number } }) => ({ key, tea: data.n }),
})

/** Hears of tea in both ways that are exactly once, and says in turn that a cup was poured. `work` on a jug may fail. */
export const cupService = (work: (key: string, n: number) => void = () => undefined): Service =>
  defineService({ ...base, api: api('cup-service', {}) }, ({ on }) => {
    on(
      consumer<Tables, Data>({
        name: 'fills-cups',
        event: teaBrewed,
        inStatement: {
          ...row('fills-cups'),
          states: ({ key, data, occurredAt }) => [cupPoured(key, data, occurredAt)],
        },
      }),
    )
    on(
      consumer<Tables, Data>({
        name: 'fills-jugs',
        event: potSteeped,
        inTransaction: async ({ key, data: { n } }, tx) => {
          work(key, n)
          await tx.insertInto('effect').values({ consumer: 'fills-jugs', key, n }).execute()
        },
      }),
    )
  })

/** Says that tea was brewed, and hears what became of it. */
export const kettleService: Service = defineService({ ...base, api: api('kettle-service', {}) }, ({ on }) => {
  on(consumer<Tables, Data>({ name: 'counts-cups', event: cupPoured, inStatement: row('counts-cups') }))
})
