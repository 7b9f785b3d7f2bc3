import { client, type Api, type CallOf, type Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userApi } from '@mallhive/user-service/contract'
import { lightWire } from '@mallhive/testkit/light-wire'

export type Ports = Readonly<Record<string, number>>
export interface Guest {
  readonly id: string
  readonly token: string
}
/** All that an order needs, before it is placed. */
export interface Wish {
  readonly guest: Guest
  readonly body: CallOf<(typeof orderApi)['routes']['placeOrder']>['body']
}

const ADDRESS = { name: 'Marlene Vogt', line1: 'Kastanienallee 42', postalCode: '10119', city: 'Berlin', country: 'DE' }
const CARD = { number: TEST_CARDS.approves, expiryMonth: 12, expiryYear: 2040, code: '123' }

export const addressOf = (ports: Ports, service: string) => `http://127.0.0.1:${ports[service]}`

export const clientOf = <A extends Api>(ports: Ports, api: A, token?: string): Client<A> =>
  client(api, lightWire(ports[api.service]!, token))

export async function guest(ports: Ports): Promise<Guest> {
  const session = must(201, await clientOf(ports, userApi).createGuest({ body: {} }))
  return { id: session.user.id, token: session.accessToken }
}

/** Two different variants, at random. */
export function twoOf(variants: readonly string[]): string[] {
  const first = Math.floor(Math.random() * variants.length)
  const second = (first + 1 + Math.floor(Math.random() * (variants.length - 1))) % variants.length
  return [variants[first]!, variants[second]!]
}

/** A guest with these in the cart, a quote with shipping and a payment token: five requests, with two things. */
export async function readyToOrder(ports: Ports, variantIds: readonly string[]): Promise<Wish> {
  const visitor = await guest(ports)
  const carts = clientOf(ports, cartApi, visitor.token)
  const lines = variantIds.map((variantId) => ({ variantId, quantity: 1 }))
  for (const line of lines) must(200, await carts.addItem({ params: { userID: visitor.id }, body: line }))
  const orders = clientOf(ports, orderApi, visitor.token)
  const quote = must(201, await orders.createQuote({ body: { lines, country: 'DE' } }))
  const payment = must(201, await clientOf(ports, sandboxApi).createToken({ body: CARD }))
  const body = {
    quoteId: quote.id,
    lines,
    email: 'marlene@example.com',
    shippingAddress: ADDRESS,
    shippingMethod: quote.shippingMethod!,
    payment: { token: payment.token },
    expectedTotal: quote.totals.total,
  }
  return { guest: visitor, body }
}

export const place = (ports: Ports, { guest: { token }, body }: Wish) =>
  clientOf(ports, orderApi, token).placeOrder({ idempotencyKey: newId(), body })

/** The peers' flow: a guest, two adds, a quote with address and shipping, the order with its payment. Six requests. */
export async function checkout(ports: Ports, variants: readonly string[]): Promise<void> {
  must(201, await place(ports, await readyToOrder(ports, twoOf(variants))))
}

/** The body of the answer that was expected; throws for any other. */
export function must<A extends { status: number; body?: unknown }, S extends A['status']>(
  status: S,
  answer: A,
): Extract<A, { status: S }>['body'] {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
  return (answer as Extract<A, { status: S }>).body
}
