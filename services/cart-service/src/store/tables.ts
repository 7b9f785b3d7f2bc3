import type { Generated, Selectable } from 'kysely'
import type { Line } from '../domain/cart.ts'

export interface CartTables {
  cart: { user_id: string; version: Generated<number>; updated_at: Date | null; applied: Generated<string[]> }
  cart_line: {
    item_id: string
    user_id: string
    variant_id: string
    quantity: number
    note: string | null
    price_seen_amount: number
    price_seen_currency: string
    added_at: Date
  }
}

export const lineOf = (row: Omit<Selectable<CartTables['cart_line']>, 'user_id'>): Line => ({
  itemId: row.item_id,
  variantId: row.variant_id,
  quantity: row.quantity,
  note: row.note ?? undefined,
  priceSeen: { amount: row.price_seen_amount, currency: row.price_seen_currency },
  addedAt: row.added_at,
})

export const rowOf = (userId: string, line: Line): CartTables['cart_line'] => ({
  item_id: line.itemId,
  user_id: userId,
  variant_id: line.variantId,
  quantity: line.quantity,
  note: line.note ?? null,
  price_seen_amount: line.priceSeen.amount,
  price_seen_currency: line.priceSeen.currency,
  added_at: line.addedAt,
})
