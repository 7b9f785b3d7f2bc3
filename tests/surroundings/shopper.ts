import { newId, type Money } from '@mallhive/kernel'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi, type Quote } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userApi, type Session } from '@mallhive/user-service/contract'
import type { MallClient } from './mall.ts'
import { expected } from './services.ts'

export const BERLIN = {
  name: 'Marlene Vogt',
  line1: 'Kastanienallee 42',
  postalCode: '10119',
  city: 'Berlin',
  country: 'DE',
}

export type Wish = { readonly variantId: string; readonly quantity: number }

/** What somebody orders for just the price they were quoted: to Berlin, paid by the card of the token. */
export const orderFor = (lines: readonly Wish[], { shippingMethod, totals }: Quote, token: string) => ({
  lines: [...lines],
  email: 'marlene.vogt@example.com',
  shippingAddress: BERLIN,
  shippingMethod: shippingMethod!,
  payment: { token, returnUrl: 'http://localhost:9/back' },
  expectedTotal: totals.total,
})

/** A person with a browser: a guest at first. */
export async function shopperOf(mall: MallClient) {
  const session = expected(201, await mall.client(userApi).createGuest({ body: {} }))
  return shopping(mall, session)
}

/** What somebody who has a session can do in the shop. */
export function shopping(mall: MallClient, session: Session) {
  const { accessToken, user } = session
  const carts = mall.client(cartApi, accessToken)
  const orders = mall.client(orderApi, accessToken)
  const params = { userID: user.id }

  const quote = async (lines: readonly Wish[]): Promise<Quote> =>
    expected(201, await orders.createQuote({ body: { lines: [...lines], country: 'DE' } }))
  return {
    session,
    userId: user.id,
    carts,
    orders,
    quote,
    add: async (wish: Wish) => expected(200, await carts.addItem({ params, body: wish })),
    cart: async () => expected(200, await carts.getCart({ params })),
    card: (number: string = TEST_CARDS.approves) => tokenOf(mall, number),
    /** Orders with a card; answers whatever the shop answered. */
    async buys(
      lines: readonly Wish[],
      { card = TEST_CARDS.approves, key = newId(), total }: { card?: string; key?: string; total?: Money } = {},
    ) {
      const order = orderFor(lines, await quote(lines), await tokenOf(mall, card))
      return orders.placeOrder({ idempotencyKey: key, body: { ...order, ...(total && { expectedTotal: total }) } })
    },
  }
}
export type Shopper = ReturnType<typeof shopping>

async function tokenOf(mall: MallClient, number: string): Promise<string> {
  const body = { number, expiryMonth: 12, expiryYear: 2040, code: '123' }
  return expected(201, await mall.client(sandboxApi).createToken({ body })).token
}
