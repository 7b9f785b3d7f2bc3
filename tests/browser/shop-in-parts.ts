import type { TestContext } from 'node:test'
import { run, type Mall } from '@mallhive/chassis'
import { services } from '@mallhive/mall/services'
import { openShop, type Shop } from './shopper-window.ts'

/** A shop of which single services can be taken away and brought back, as if their machine had died. */
export interface ShopInParts extends Shop {
  /** From here on nobody listens at the service's port. */
  takeAway(service: string): Promise<void>
  bringBack(service: string): Promise<void>
  bringAllBack(): Promise<void>
}

/** Opens a shop whose `parts` are services by themselves, called over their sockets by everybody. */
export async function openShopInParts(t: Pick<TestContext, 'after'>, parts: readonly string[]): Promise<ShopInParts> {
  const running = new Map<string, Mall>()
  const shop = await openShop(t, { without: parts })
  const bringBack = async (name: string) => {
    const service = services.find((known) => known.service.name === name)!.service
    running.set(name, await run([service], { env: () => shop.mall.environments[name]! }))
  }
  const takeAway = async (name: string) => {
    await running.get(name)?.stop()
    running.delete(name)
  }
  t.after(() => Promise.all([...running.keys()].map(takeAway)))
  const bringAllBack = async () => void (await Promise.all(parts.filter((name) => !running.has(name)).map(bringBack)))
  await bringAllBack()
  return { ...shop, takeAway, bringBack, bringAllBack }
}
