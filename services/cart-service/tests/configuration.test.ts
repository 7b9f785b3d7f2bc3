import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { run } from '@mallhive/chassis'
import { cartService } from '../src/service.ts'
import { expected, running, stock } from './running.ts'

const start = (env: Readonly<Record<string, string>>) =>
  run([cartService], { env: () => ({ APP_PORT: '0', LOG_LEVEL: 'silent', BUS: 'memory', ...env }) })

describe('where carts are kept', () => {
  it('is one of the stores that exist, or the service refuses to start', async () => {
    await assert.rejects(start({ CART_STORE: 'mongodb' }), /CART_STORE: .*postgres, or memory/)
  })

  it('in PostgreSQL needs its address', async () => {
    await assert.rejects(start({ CART_STORE: 'postgres' }), /DATABASE_URL: is required by cart-service/)
  })

  it('in memory needs no database, and the service is ready', async (t) => {
    const mall = await start({ CART_STORE: 'memory' })
    t.after(() => mall.stop())
    const ready = await fetch(`${mall.addresses.get('cart-service')}/ready`)
    assert.deepEqual([ready.status, await ready.json()], [200, { status: 'ok', parts: { bus: 'ok' } }])
  })

  it('in memory works like in PostgreSQL', async (t) => {
    const { shelf, shopper } = await running(t, { env: { CART_STORE: 'memory' } })
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const params = { userID: ann.id }
    await Promise.all(Array.from({ length: 20 }, () => ann.api.addItem({ params, body: { variantId, quantity: 1 } })))
    const cart = expected(200, await ann.api.getCart({ params }))
    assert.deepEqual([cart.version, cart.count, cart.lines.length], [20, 20, 1])
  })

  it('says when the store is away, and stays alive (R1, R2)', async (t) => {
    const { address, database } = await running(t)
    assert.equal((await fetch(`${address()}/ready`)).status, 200)
    const name = (await database.query<{ name: string }>('select current_database() as name')).rows[0]!.name
    await database.query(`alter database "${name}" connection limit 0`)
    await database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    )
    const ready = await fetch(`${address()}/ready`)
    assert.deepEqual(
      [ready.status, await ready.json()],
      [503, { status: 'unavailable', parts: { bus: 'ok', database: 'unavailable' } }],
    )
    assert.equal((await fetch(`${address()}/health`)).status, 200)
  })
})
