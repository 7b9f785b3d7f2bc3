import { newId } from '@mallhive/kernel'
import { addLine } from '../domain/adding.ts'
import type { Line } from '../domain/cart.ts'
import type { CartStore, Seen } from './cart-store.ts'

export interface OpenStore {
  readonly store: CartStore
  /** The same carts in another process; the same store where there cannot be one. */
  readonly elsewhere: CartStore
  /** Types of the events that were stated about a user's cart, in order. */
  published(userId: string): Promise<string[]>
  /** Versions that these events name, in the order in which they were stated. */
  versions(userId: string): Promise<number[]>
  close(): Promise<unknown>
}

export const AT = new Date('2026-11-21T12:00:00.000Z')
export const EUR = (amount: number) => ({ amount, currency: 'EUR' })
export const lamp = (quantity: number, more: Partial<Line> = {}): Line => ({
  itemId: newId(),
  variantId: '01a1fdf9-0000-7000-8000-000000000001',
  quantity,
  note: undefined,
  priceSeen: EUR(12_900),
  addedAt: AT,
  ...more,
})
export const once = () => ({ once: newId() })
export const add = (store: CartStore, userId: string, line: Line, change: Seen = once()) =>
  store.change(userId, (cart) => addLine(cart, line), change)
