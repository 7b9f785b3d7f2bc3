import { after, before, type TestContext } from 'node:test'
import { missingBrowser } from '@mallhive/testkit'
import type { Product } from '@mallhive/product-service/contract'
import type { Shop } from './shopper-window.ts'

const ON_HAND = { lamp: 50, mug: 50, vase: 50 }
export type StockedShop<S extends Shop> = S & { readonly goods: Readonly<Record<keyof typeof ON_HAND, Product>> }

/**
 * One shop with a few things on its shelf for all tests of a file: opened before the first, closed after the last. It has no
 * parts before the first test, and none where there is no browser.
 */
export function shopOfFile<S extends Shop>(
  open: (t: Pick<TestContext, 'after'>) => Promise<S>,
  onHand: Partial<typeof ON_HAND> = {},
): StockedShop<S> {
  const shop = {} as StockedShop<S>
  // What was opened last is closed first.
  const closings: (() => unknown)[] = []
  before(async () => {
    if (missingBrowser() !== undefined) return
    const opened = await open({ after: (close) => void closings.unshift(close as () => unknown) })
    Object.assign(shop, opened, { goods: await goodsOf(opened, { ...ON_HAND, ...onHand }) })
  })
  after(async () => {
    for (const close of closings) await close()
  })
  return shop
}

async function goodsOf({ merchant }: Shop, { lamp, mug, vase }: typeof ON_HAND) {
  return {
    lamp: await merchant.sells('Dome lamp', { price: 14_900, onHand: lamp }),
    mug: await merchant.sells('Stoneware mug', { price: 2_200, onHand: mug }),
    vase: await merchant.sells('Tall vase', { price: 5_800, onHand: vase }),
  }
}
