import { newId } from '@mallhive/kernel'
import type pg from 'pg'

const text = { type: 'string', minLength: 1, maxLength: 200 }

/** JSON schema of an order as a shop takes it. */
export const OrderBody = {
  type: 'object',
  required: ['owner', 'lines', 'email', 'shippingAddress', 'payment', 'expectedTotal'],
  properties: {
    owner: text,
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 250,
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        properties: { sku: text, quantity: { type: 'integer', minimum: 1, maximum: 999 } },
      },
    },
    email: text,
    shippingAddress: {
      type: 'object',
      required: ['name', 'line1', 'postalCode', 'city', 'country'],
      properties: { name: text, line1: text, postalCode: text, city: text, country: text },
    },
    payment: { type: 'object', required: ['token'], properties: { token: text } },
    expectedTotal: { type: 'integer', minimum: 0 },
  },
}

export interface OrderInput {
  readonly owner: string
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
  readonly expectedTotal: number
}

/** Stock, reservation, order, lines, ledger and event in one statement, which is a transaction by itself. */
const ORDER = `
  with moved as (
    update stock set reserved = reserved + asked.quantity from unnest($5::text[], $6::integer[]) as asked (sku, quantity)
    where stock.sku = asked.sku and on_hand - reserved >= asked.quantity returning stock.sku, asked.quantity, price
  ), held as (
    insert into reservation (order_id, state, skus, quantities) values ($1, 'held', $5, $6)
  ), placed as (
    insert into shop_order (id, owner, key, state, total, body) values ($1, $2, $3, 'confirmed', $4, $7)
  ), lines as (
    insert into order_line (order_id, position, sku, quantity, price)
    select $1, row_number() over (), sku, quantity, price from moved
  ), ledger as (
    insert into stock_ledger (sku, order_id, change, reason) select sku, $1, -quantity, 'reserve' from moved
  ), event as (
    insert into outbox (type, subject, data)
    values ('order.placed', $1, jsonb_build_object('orderId', $1::uuid, 'owner', $2::text, 'total', $4::bigint, 'skus', $5::text[]))
  )
  select count(*)::integer as taken from moved`

/** Takes an order in one statement. Throws where stock does not suffice: nobody measures that. */
export async function oneOrder(pool: pg.Pool, key: string, body: OrderInput) {
  const id = newId()
  // Always in the same order: two orders of the same things must not wait for each other in a circle.
  const lines = body.lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  const [skus, quantities] = [lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)]
  const values = [id, body.owner, key, body.expectedTotal, skus, quantities, JSON.stringify(body)]
  const { rows } = await pool.query<{ taken: number }>({ name: 'order', text: ORDER, values })
  if (rows[0]?.taken !== lines.length) throw new Error('there is not enough in stock')
  return { id, state: 'confirmed', total: body.expectedTotal, lines: body.lines }
}
