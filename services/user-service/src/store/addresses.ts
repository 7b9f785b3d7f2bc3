import type { Database, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import type { Address } from '@mallhive/contract'
import type { Static } from 'typebox'
import type { SavedAddress } from '../../contract/index.ts'
import { ADDRESSES_MAX } from '../domain/address.ts'
import type { UserTables } from './tables.ts'

export interface AddressInput {
  readonly address: Static<typeof Address>
  readonly isDefault?: boolean
}
/** Of the addresses of a user one is the default, as long as there are any: the first, until another is made it. */
export interface Addresses {
  /** The default first, then in the order of their making. Undefined: no such user. */
  list(userId: string): Promise<readonly SavedAddress[] | undefined>
  /** With the same id once more: the address as it was made. */
  add(
    userId: string,
    id: string,
    input: AddressInput,
  ): Promise<Result<SavedAddress, 'user.not_found' | 'address.too_many'>>
  replace(userId: string, id: string, input: AddressInput): Promise<SavedAddress | undefined>
  /** Removing the default makes the oldest of the others it. What is gone already is no failure. */
  remove(userId: string, id: string): Promise<void>
}

export function addressStore(database: Database<UserTables>): Addresses {
  return {
    async list(userId) {
      const { read } = database
      const items = await read
        .selectFrom('address')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('is_default', 'desc')
        .orderBy('id')
        .execute()
      if (items.length > 0) return items.map(view)
      const user = await read.selectFrom('account').select('id').where('id', '=', userId).executeTakeFirst()
      return user && []
    },

    add: (userId, id, { address, isDefault }) =>
      database.transaction(async (tx) => {
        if (!(await lockUser(tx, userId))) return fail('user.not_found')
        const present = await tx.selectFrom('address').selectAll().where('user_id', '=', userId).execute()
        const again = present.find((row) => row.id === id)
        if (again) return ok(view(again))
        if (present.length >= ADDRESSES_MAX) return fail('address.too_many')
        const becomesDefault = isDefault === true || present.length === 0
        if (becomesDefault) await takeDefaultAway(tx, userId)
        const row = { id, user_id: userId, is_default: becomesDefault, address: JSON.stringify(address) }
        return ok(view(await tx.insertInto('address').values(row).returningAll().executeTakeFirstOrThrow()))
      }),

    replace: (userId, id, { address, isDefault }) =>
      database.transaction(async (tx) => {
        await lockUser(tx, userId)
        const present = await tx
          .selectFrom('address')
          .selectAll()
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .executeTakeFirst()
        if (!present) return undefined
        if (isDefault === true && !present.is_default) await takeDefaultAway(tx, userId)
        const row = await tx
          .updateTable('address')
          .set({ address: JSON.stringify(address), is_default: present.is_default || isDefault === true })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        return view(row)
      }),

    remove: (userId, id) =>
      database.transaction(async (tx) => {
        await lockUser(tx, userId)
        const gone = await tx
          .deleteFrom('address')
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .returning('is_default')
          .executeTakeFirst()
        if (!gone?.is_default) return
        const oldest = tx.selectFrom('address').select('id').where('user_id', '=', userId).orderBy('id').limit(1)
        await tx.updateTable('address').set({ is_default: true }).where('id', '=', oldest).execute()
      }),
  }
}

const view = ({
  id,
  is_default,
  address,
}: {
  id: string
  is_default: boolean
  address: SavedAddress['address']
}): SavedAddress => ({
  id,
  isDefault: is_default,
  address,
})

/** Changes of one user's addresses come one after the other, so that the limit and the one default hold. */
const lockUser = (tx: Tx<UserTables>, userId: string) =>
  tx.selectFrom('account').select('id').where('id', '=', userId).forUpdate().executeTakeFirst()

const takeDefaultAway = (tx: Tx<UserTables>, userId: string) =>
  tx
    .updateTable('address')
    .set({ is_default: false })
    .where('user_id', '=', userId)
    .where('is_default', '=', true)
    .execute()
