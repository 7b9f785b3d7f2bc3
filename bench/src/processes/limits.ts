// What this machine can do at all, on the same PostgreSQL: bare Fastify, and Fastify with one statement a request.
import Fastify from 'fastify'
import { hotRows } from '../limits/hot-rows.ts'
import { limitPool } from '../limits/limit-pool.ts'
import { oneOrder, OrderBody, type OrderInput } from '../limits/one-order.ts'
import { endWith } from './end-with.ts'

const SKUS = 4_000
const pool = limitPool(process.env['DATABASE_URL']!, 10)
const someSku = () => `sku-${1 + Math.floor(Math.random() * SKUS)}`
const app = Fastify()

app.get('/hello', async () => ({ hello: 'world' }))

app.get('/select', async () => {
  const text = 'select sku, title, price, on_hand, reserved from stock where sku = $1'
  const { rows } = await pool.query({ name: 'select', text, values: [someSku()] })
  return rows[0] as unknown
})

app.post('/update', async () => {
  const text = 'update stock set reserved = reserved + 1 where sku = $1 returning sku, on_hand, reserved'
  const { rows } = await pool.query({ name: 'update', text, values: [someSku()] })
  return rows[0] as unknown
})

app.post<{ Body: OrderInput }>('/orders', { schema: { body: OrderBody } }, async ({ headers, body }, reply) =>
  reply.code(201).send(await oneOrder(pool, String(headers['idempotency-key']), body)),
)

app.get<{ Querystring: { seconds: number } }>('/hot', async ({ query }) =>
  hotRows(process.env['DATABASE_URL']!, Number(query.seconds)),
)

process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
endWith(async () => {
  await app.close()
  await pool.end()
})
