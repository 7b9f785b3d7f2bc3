import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { notificationApi } from '@mallhive/notification-service/contract'
import { openBrowser } from '@mallhive/testkit'
import type { Page } from 'playwright-core'
import { eventually } from '../surroundings/eventually.ts'
import { openTestMall, type TestMall } from '../surroundings/mall.ts'
import { merchantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'

export const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1440, height: 900 },
} as const

export interface WindowOptions {
  readonly size?: keyof typeof sizes
  readonly scripts?: boolean
  readonly colours?: 'light' | 'dark'
}

/** A mall with a storefront and an empty shelf, a merchant who fills it, and windows to look through. */
export async function openShop(t: Pick<TestContext, 'after'>, { without = [] }: { without?: readonly string[] } = {}) {
  const mall = await openTestMall(t, { storefront: true, without })
  const browser = await openBrowser(t)
  const admin = await mall.adminToken()
  return {
    mall,
    admin,
    merchant: merchantOf(mall, admin),
    /** Somebody new with a browser of their own. */
    async window({ size = 'desktop', scripts = true, colours = 'light' }: WindowOptions = {}): Promise<Page> {
      const context = await browser.newContext({
        baseURL: mall.shopUrl,
        viewport: sizes[size],
        javaScriptEnabled: scripts,
        locale: 'en-GB',
        colorScheme: colours,
        reducedMotion: 'reduce',
      })
      // Tests are quicker than people: as if their hand were on every page before it stands, so that its scripts come at once.
      await context.addInitScript(() => {
        addEventListener('DOMContentLoaded', () => dispatchEvent(new Event('pointerdown')))
      })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      page.on('pageerror', (error) => assert.fail(`a script of ${page.url()} failed: ${error.message}`))
      return page
    },
  }
}
export type Shop = Awaited<ReturnType<typeof openShop>>

/** Fails with what axe found on the page, each with the element it is about. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  assert.deepEqual(found, [], `${what} at ${page.viewportSize()?.width} px`)
}

/** Nothing may be wider than the window: nobody scrolls sideways to read. */
export async function assertFits(page: Page, what: string): Promise<void> {
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.equal(tooWide, 0, `${what} is ${tooWide} px too wide`)
}

/** The narrowest phone, and a page at 200 % zoom. */
export async function assertFitsNarrowly(page: Page, what: string): Promise<void> {
  const before = page.viewportSize() ?? sizes.phone
  await page.setViewportSize({ width: 320, height: before.height })
  await assertFits(page, what)
  await page.setViewportSize(before)
}

/** The one confirmation that was sent for an order. */
export const confirmationMail = (mall: TestMall, admin: string, orderId: string) =>
  eventually('the confirmation mail', async () => {
    const query = { key: `order-confirmation:${orderId}` }
    const { items } = expected(200, await mall.client(notificationApi, admin).listMessages({ query }))
    return items.length === 1 && items[0]?.state === 'sent' && items[0]
  })
