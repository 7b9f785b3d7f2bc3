import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { assertSound, DESK, hydrated, PHONE, type Storefront } from './mall.ts'

const PAGES = [
  '/',
  '/products',
  '/products/category/table-and-kitchen?option=Colour%3AClay&to=100',
  '/products?q=hammock',
  '/products/dome-lamp',
  '/products/bud-vase',
  '/nowhere',
]

/** What holds on every page for looking around. */
export async function pagesSuite(t: TestContext, storefront: Storefront): Promise<void> {
  for (const path of PAGES) {
    await t.test(`${path} is sound on a phone and a desk, light and dark, and at 320 px`, async (test) => {
      const page = await storefront.visit(test, path, { viewport: PHONE, dark: true })
      await assertSound(page)
      await page.setViewportSize({ width: 320, height: 640 })
      await assertSound(page)
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light' })
      await assertSound(page)
      assert.equal(await page.locator('h1').count(), 1)
      assert.notEqual(await page.title(), '')
    })
  }

  await t.test('an address that nobody has is 404 and leads on', async (test) => {
    const page = await storefront.visit(test, '/')
    const response = await page.goto('/no/such/page')
    assert.equal(response?.status(), 404)
    await page.getByRole('main').getByRole('link', { name: 'Lighting' }).click()
    assert.equal(new URL(page.url()).pathname, '/products/category/lighting')
  })

  await t.test('what was looked at stands on the first page until it is cleared', async (test) => {
    const page = await storefront.visit(test, '/products/dome-lamp')
    await page.goto('/')
    await hydrated(page)
    const seen = page.getByRole('list', { name: 'Recently seen' })
    assert.equal(await seen.getByRole('link').innerText(), 'Dome lamp')
    await page.getByRole('button', { name: 'Clear Recently seen' }).click()
    await seen.waitFor({ state: 'detached' })
  })

  await t.test('the language is one press away and stays', async (test) => {
    const page = await storefront.visit(test, '/', { scripts: false })
    await page.getByRole('button', { name: 'Deutsch' }).click()
    await page.goto('/products')
    assert.equal(await page.locator('html').getAttribute('lang'), 'de')
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Alle Dinge')
  })

  await t.test('robots find every product and no cart', async () => {
    const robots = await (await fetch(`${storefront.url}/robots.txt`)).text()
    assert.match(robots, /^Disallow: \/cart$/m)
    const sitemap = await fetch(`${storefront.url}/sitemap.xml`)
    assert.equal(sitemap.headers.get('content-type'), 'application/xml; charset=utf-8')
    assert.equal((await sitemap.text()).match(/<loc>[^<]*\/products\/(?!category)/g)?.length, 40)
  })
}
