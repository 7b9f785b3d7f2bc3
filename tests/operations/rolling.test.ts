import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { freePort } from '@mallhive/local-postgres'
import { serviceNames } from '@mallhive/mall/services'
import { balancer, type Balancer } from '../surroundings/balancer.ts'
import { eventually } from '../surroundings/eventually.ts'
import { backwards, openEmptyMall } from '../surroundings/mall-of-processes.ts'
import type { TestMall } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { serviceProcess, type ServiceProcess } from '../surroundings/service-process.ts'
import { load } from './rolling-load.ts'

const REPLICAS = 2
/** Longer than callers keep idle connections, and many times as long as the balancer takes to notice. */
const DRAIN_GRACE_MS = '7000'
const READY_WITHIN_MS = 60_000
/** So many services are rolled out at the same time, each one replica after the other. */
const LANES = 4

interface Crew {
  readonly replicas: readonly ServiceProcess[]
  readonly balancer: Balancer
}

it('every service is restarted, one replica after the other, while shoppers order and look around: no request fails (R169)', async (t) => {
  const later = backwards(t)
  const mall = await openEmptyMall(later)
  const crews = await Promise.all(serviceNames.map((name) => openReplicas(later, mall, name)))
  const merchant = merchantOf(mall, await mall.adminToken())
  const lamp = variantOf(await merchant.sells('Lamp', { onHand: 1_000_000 }))

  const shoppers = load(mall, [lamp], { shoppers: 3, browsers: 2 })
  const restart = async ({ replicas, balancer }: Crew) => {
    for (const replica of replicas) {
      const before = shoppers.counts.orders
      await replica.terminate()
      await replica.start()
      await eventually('it to be given work again', async () => balancer.isServing(replica.address), READY_WITHIN_MS)
      await eventually('an order meanwhile', async () => shoppers.counts.orders > before, READY_WITHIN_MS)
    }
  }
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      for (const crew of crews.filter((_, index) => index % LANES === lane)) await restart(crew)
    }),
  )
  await shoppers.end()
  t.diagnostic(`${shoppers.counts.orders} orders and ${shoppers.counts.reads} lists`)
  const faults = crews.flatMap(({ balancer, replicas }) => [
    ...balancer.faults,
    ...replicas.flatMap((replica) => replica.faults),
  ])
  assert.deepEqual([...shoppers.faults, ...faults], [])
})

async function openReplicas(t: Pick<TestContext, 'after'>, mall: TestMall, name: string): Promise<Crew> {
  const environment = mall.environments[name]!
  const ports = await Promise.all(Array.from({ length: REPLICAS }, () => freePort()))
  const replicas = ports.map((port) =>
    serviceProcess(name, { ...environment, APP_PORT: String(port), DRAIN_GRACE_MS, DATABASE_POOL_MAX: '4' }),
  )
  t.after(() => Promise.all(replicas.map((replica) => replica.kill())))
  await Promise.all(replicas.map((replica) => replica.start()))
  const front = await balancer(
    t,
    Number(environment['APP_PORT']),
    replicas.map(({ address }) => address),
  )
  await eventually(`${name} to be served`, async () => replicas.every(({ address }) => front.isServing(address)))
  return { replicas, balancer: front }
}
