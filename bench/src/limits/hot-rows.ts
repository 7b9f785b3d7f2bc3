import { newId } from '@mallhive/kernel'
import type { Measured } from '../measure.ts'
import { measured } from '../measure.ts'
import { limitPool } from './limit-pool.ts'

/** As many as serve rows so hot best: more only wait, fewer leave the disk idle. */
const CLIENTS = 8

/** A reservation of both hot products: the two rows stay locked until the commit is on the disk. */
const RESERVE = `
  with moved as (
    update stock set reserved = reserved + 1 from unnest($2::text[]) as asked (sku) where stock.sku = asked.sku returning stock.sku
  ), held as (
    insert into reservation (order_id, state, skus, quantities) values ($1, 'held', $2, '{1,1}')
  ), ledger as (
    insert into stock_ledger (sku, order_id, change, reason) select sku, $1, -1, 'reserve' from moved
  )
  insert into outbox (type, subject, data) values ('stock.reserved', $1, jsonb_build_object('orderId', $1::uuid, 'skus', $2::text[]))`

/** As pgbench measures: clients without HTTP that repeat one prepared statement, each a transaction, on the same two rows. */
export async function hotRows(url: string, seconds: number): Promise<Measured> {
  const pool = limitPool(url, CLIENTS)
  const times: number[] = []
  const end = performance.now() + seconds * 1_000
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = await pool.connect()
      while (performance.now() < end) {
        const began = performance.now()
        await client.query({ name: 'reserve', text: RESERVE, values: [newId(), ['sku-1', 'sku-2']] })
        times.push(performance.now() - began)
      }
      client.release()
    }),
  )
  await pool.end()
  return measured(times, seconds, 0)
}
