import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@mallhive/kernel'
import { notificationApi } from '@mallhive/notification-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { productApi } from '@mallhive/product-service/contract'
import { sandboxApi } from '@mallhive/sandbox-provider/contract'
import { userApi } from '@mallhive/user-service/contract'
import type { MallClient } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { BERLIN, shopperOf } from '../surroundings/shopper.ts'

const BROWSE_EVERY_MS = 25

export interface Load {
  readonly counts: Readonly<{ orders: number; reads: number }>
  /** Every request that was not answered as on a quiet day. */
  readonly faults: readonly string[]
  end(): Promise<void>
}

/** Shoppers who check out again and again, and others who look around. Nobody asks twice: what fails has failed. */
export function load(
  mall: MallClient,
  variantIds: readonly string[],
  { shoppers, browsers, members = 0 }: { shoppers: number; browsers: number; members?: number },
): Load {
  const counts = { orders: 0, reads: 0 }
  const faults: string[] = []
  let isOver = false

  const again = async (work: (round: number) => Promise<void>) => {
    for (let round = 0; !isOver; round++) await work(round).catch((error: unknown) => void faults.push(told(error)))
  }
  const checkOut = async (round: number) => {
    const shopper = await shopperOf(mall)
    const wish = { variantId: variantIds[round % variantIds.length]!, quantity: 1 }
    await shopper.add(wish)
    await shopper.cart()
    const placed = await shopper.buys([wish])
    if (placed.status !== 201)
      throw new Error(`an order was answered with ${placed.status}: ${JSON.stringify(placed.body)}`)
    const read = await shopper.orders.getOrder({ params: { orderId: placed.body.id } })
    if (read.status !== 200) throw new Error(`an order was read with ${read.status}: ${JSON.stringify(read.body)}`)
    counts.orders += 1
  }
  const browse = async () => {
    const products = mall.client(productApi)
    const list = await products.listProducts({ query: { limit: 20 } })
    if (list.status !== 200) throw new Error(`the list was answered with ${list.status}: ${JSON.stringify(list.body)}`)
    counts.reads += 1
    await pause(BROWSE_EVERY_MS)
  }
  const all = Promise.all([
    ...Array.from({ length: shoppers }, () => again(checkOut)),
    ...Array.from({ length: browsers }, () => again(browse)),
    ...Array.from({ length: members }, () => again(() => live(mall))),
  ])
  return {
    counts,
    faults,
    async end() {
      isOver = true
      await all
    },
  }
}

/** What people with an account do, and those who look after the shop. */
async function live(mall: MallClient): Promise<void> {
  const body = { email: `${newId()}@mall.example`, password: 'a long enough password', name: 'Marlene Vogt' }
  const { accessToken, user } = expected(201, await mall.client(userApi).register({ body }))
  const [users, params] = [mall.client(userApi, accessToken), { userId: user.id }]
  expected(200, await users.updateUser({ params, headers: {}, body: { name: 'Marlene Vogt-Maier' } }))
  expected(201, await users.addAddress({ params, body: { address: BERLIN } }))
  expected(200, await users.listAddresses({ params }))
  const admin = await mall.adminToken()
  expected(200, await mall.client(orderApi, admin).listOrders({ query: { limit: 20 } }))
  expected(200, await mall.client(notificationApi, admin).listMessages({ query: { limit: 20 } }))
  expected(200, await mall.client(sandboxApi, admin).ledger({ query: { limit: 20 } }))
  const merchant = merchantOf(mall, admin)
  const product = await merchant.sells(`Mug ${user.id}`, { onHand: 3 })
  await merchant.changesPrice(product, 1_100)
  expected(201, await (await shopperOf(mall)).buys([{ variantId: variantOf(product), quantity: 1 }]))
  await merchant.stockOf(product)
}

function told(error: unknown): string {
  const { message, cause } = error as Error
  return `${new Date().toISOString()} ${message}${cause ? `: ${told(cause)}` : ''}`
}
