import type { Tx } from '@mallhive/chassis'
import type { OrderTables } from './tables.ts'

/**
 * Gives a guest's orders to the account that they signed in to. A saga under way goes on undisturbed: no step of it touches the owner, and so
 * the version, which guards its steps, stays.
 */
export async function handOver(tx: Tx<OrderTables>, guestId: string, userId: string): Promise<void> {
  await tx
    .updateTable('shop_order')
    .set({ owner_id: userId, guest_id: guestId })
    .where('owner_id', '=', guestId)
    .execute()
}
