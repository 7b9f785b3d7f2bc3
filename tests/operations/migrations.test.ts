import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { run } from '@mallhive/chassis'
import { services } from '@mallhive/mall/services'
import { eventually } from '../surroundings/eventually.ts'
import { openTestMall, type TestMall } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { dangersOf } from '../tidy/migrations-rules.ts'
import { load } from './rolling-load.ts'
import { migrateToNext, nextMigrations } from './migrations-planted.ts'

const ORDERS_BETWEEN = 3

it('every table of every service is changed in every allowed way while shoppers order: nothing fails, and the version before can start again (P27)', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive-next-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const mall = await openTestMall(t, { given: { GUESTS_PER_ADDRESS: '1000000' } })
  const merchant = merchantOf(mall, await mall.adminToken())
  const lamp = variantOf(await merchant.sells('Lamp', { onHand: 1_000_000 }))
  const shoppers = load(mall, [lamp], { shoppers: 3, browsers: 1, members: 1 })
  const someOrders = async () => {
    const before = shoppers.counts.orders
    await eventually('some orders', async () => shoppers.counts.orders >= before + ORDERS_BETWEEN, 60_000)
  }
  await someOrders()
  for (const owner of ownersOf(mall)) {
    const planted = await nextMigrations(owner.url)
    assert.deepEqual(
      planted.flatMap(({ file, text }) => dangersOf(file, text)),
      [],
    )
    await migrateToNext(path.join(folder, owner.name), { ...owner, planted })
    await someOrders()
  }
  await startBeside(t, mall)
  await someOrders()
  await shoppers.end()
  t.diagnostic(`${shoppers.counts.orders} orders, ${shoppers.counts.reads} lists`)
  assert.deepEqual([...new Set(shoppers.faults)], [])
})

/** Every service, and the bus that belongs to all of them: where its tables are, and where it notes its migrations. */
function ownersOf({ environments }: TestMall): { name: string; url: string; table: string }[] {
  const [any] = Object.values(environments)
  return [
    ...Object.entries(environments).map(([name, environment]) => ({
      name,
      url: environment['DATABASE_URL']!,
      table: 'service_migration',
    })),
    { name: 'bus', url: any!['BUS_URL']!, table: 'bus_migration' },
  ]
}

/** As a replica that is restarted during a roll-out, or after the shop has gone back to this version. */
async function startBeside(t: Pick<TestContext, 'after'>, { environments }: TestMall): Promise<void> {
  const again = await run(
    services.map(({ service }) => service),
    { env: (name) => ({ ...environments[name]!, APP_PORT: '0', DATABASE_POOL_MAX: '2' }) },
  )
  t.after(() => again.stop())
}
