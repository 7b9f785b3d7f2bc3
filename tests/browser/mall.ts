import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { openBrowser } from '@mallhive/testkit'
import type { Page } from 'playwright-core'
import { openTestMall, type TestMall } from '../surroundings/mall.ts'

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1_440, height: 900 }

export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly scripts?: boolean
  readonly dark?: boolean
}

/** The mall with the demo catalogue and a browser to visit it. One for all suites: opening it takes some seconds. */
export interface Storefront {
  readonly url: string
  readonly mall: TestMall
  /** A visitor of their own, who has never been here. The test fails when the page reports an error. */
  visit(t: TestContext, path: string, options?: PageOptions): Promise<Page>
}

export async function openStorefront(t: TestContext): Promise<Storefront> {
  const mall = await openTestMall(t, { storefront: true, demo: true })
  const browser = await openBrowser(t)
  return {
    url: mall.shopUrl,
    mall,
    async visit(test, path, { viewport = DESK, scripts = true, dark = false } = {}) {
      const context = await browser.newContext({
        ...{ baseURL: mall.shopUrl, viewport, javaScriptEnabled: scripts },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        // A page that is not there is reported by the browser, too; the test says what it expects of it.
        if (message.type() === 'error' && !/status of (404|409)/.test(message.text())) faults.push(message.text())
      })
      test.after(async () => {
        await context.close()
        assert.deepEqual(faults, [])
      })
      await page.goto(path)
      if (scripts) await hydrated(page)
      return page
    },
  }
}

/** Waits until the page's scripts have taken over: what is pressed before is handled by the browser alone. */
export const hydrated = (page: Page) =>
  page.waitForFunction(() =>
    Object.keys(document.querySelector('header') ?? {}).some((key) => key.startsWith('__react')),
  )

/** Nothing for axe to say, and nothing wider than the window. Only for pages with scripts: axe is one. */
export async function assertSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  assert.deepEqual(found, [], page.url())
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  assert.ok(tooWide <= 0, `${page.url()} is ${tooWide} px wider than the window`)
}
