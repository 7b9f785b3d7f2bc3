/** A shop with stock to hold, for the tests of reservations. */
import type { TestContext } from 'node:test'
import { postgresReservations, type Reservations } from '../src/store/reservations.ts'
import { postgresStock, type Stock } from '../src/store/stock.ts'
import { NOW, testShop, variantContent, type TestShop } from './test-shop.ts'

export const BY = { actor: 'order-service', at: NOW }
export const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)

export interface StockShop extends TestShop {
  readonly reservations: Reservations
  readonly stock: Stock
  /** A product with one variant of which so many are on hand; answers the variant's id. */
  variant(onHand: number, content?: Parameters<typeof variantContent>[0]): Promise<string>
  level(variantId: string): Promise<{ onHand: number; reserved: number }>
}

export async function stockShop(t: Pick<TestContext, 'after'>): Promise<StockShop> {
  const shop = await testShop(t)
  const stock = postgresStock(shop.database)
  return {
    ...shop,
    stock,
    reservations: postgresReservations(shop.database),
    async variant(onHand, content = {}) {
      const product = await shop.make({ variants: [variantContent({ onHand, ...content })] })
      return product.variants[0]!.id
    },
    async level(variantId) {
      const [level] = (await stock.levels(variantId))!
      return { onHand: level!.onHand, reserved: level!.reserved }
    },
  }
}

export const one = (variantId: string, quantity = 1) => [{ variantId, quantity }]
export const hold = (orderId: string, lines: { variantId: string; quantity: number }[]) => ({
  orderId,
  lines,
  until: minutes(15),
})
