import { client, type Api, type Client } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userApi } from '@mallhive/user-service/contract'
import { lightWire } from './light-wire.ts'

export type Ports = Readonly<Record<string, number>>

const ADDRESS = { name: 'Marlene Vogt', line1: 'Kastanienallee 42', postalCode: '10119', city: 'Berlin', country: 'DE' }

export const addressOf = (ports: Ports, service: string) => `http://127.0.0.1:${ports[service]}`

const clientOf = <A extends Api>(ports: Ports, api: A, token?: string): Client<A> =>
  client(api, lightWire(ports[api.service]!, token))

export async function guest(ports: Ports) {
  const answer = await clientOf(ports, userApi).createGuest({ body: {} })
  if (answer.status !== 201) throw new Error(`no guest: ${answer.status}`)
  return { id: answer.body.user.id, token: answer.body.accessToken }
}

/** The peers' flow: a guest, two adds, a quote with address and shipping, the order with its payment. Seven requests. */
export async function checkout(ports: Ports, variants: readonly string[]): Promise<void> {
  const { id, token } = await guest(ports)
  const carts = clientOf(ports, cartApi, token)
  const orders = clientOf(ports, orderApi, token)
  const lines = [0, 1].map(() => ({ variantId: variants[Math.floor(Math.random() * variants.length)]!, quantity: 1 }))
  for (const line of lines) must(200, await carts.addItem({ params: { userID: id }, body: line }))
  const quote = must(201, await orders.createQuote({ body: { lines, country: 'DE' } })) as {
    totals: { total: { amount: number; currency: string } }
    shippingMethod: string
  }
  const card = { number: TEST_CARDS.approves, expiryMonth: 12, expiryYear: 2040, code: '123' }
  const payment = must(201, await clientOf(ports, sandboxApi).createToken({ body: card })) as { token: string }
  const body = {
    lines,
    email: 'marlene@example.com',
    shippingAddress: ADDRESS,
    shippingMethod: quote.shippingMethod,
    payment: { token: payment.token },
    expectedTotal: quote.totals.total,
  }
  must(201, await orders.placeOrder({ idempotencyKey: newId(), body }))
}

function must(status: number, answer: { status: number; body?: unknown }): unknown {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
  return answer.body
}
