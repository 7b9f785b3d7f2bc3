import { setTimeout as pause } from 'node:timers/promises'
import { productApi } from '@mallhive/product-service/contract'
import type { MallClient } from '../surroundings/mall.ts'
import { shopperOf } from '../surroundings/shopper.ts'

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
  { shoppers, browsers }: { shoppers: number; browsers: number },
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

function told(error: unknown): string {
  const { message, cause } = error as Error
  return `${new Date().toISOString()} ${message}${cause ? `: ${told(cause)}` : ''}`
}
