import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { hydrated, PHONE, type Storefront } from './mall.ts'

const search = (address: string) => [...new URL(address).searchParams].filter(([, value]) => value !== '')

/** Narrowing the list down. */
export async function filterSuite(t: TestContext, { visit }: Storefront): Promise<void> {
  await t.test('a filter applies itself, stands in the address, and goes by its chip', async (test) => {
    const page = await visit(test, '/products')
    const clay = page.getByRole('checkbox', { name: /^Clay\s*,/ })
    const counted = Number(await page.locator('label', { has: clay }).locator('.count').innerText())
    await clay.focus()
    await page.keyboard.press('Space')
    await page.waitForURL(/option=Colour/)
    await page.getByRole('status').getByText(`${counted} things`).waitFor()
    assert.deepEqual(search(page.url()), [['option', 'Colour:Clay']])
    // The keyboard stays where it was, to choose another.
    assert.equal(await clay.evaluate((box) => box === document.activeElement), true)
    assert.equal(await page.locator('.goods .good').count(), Math.min(24, counted))
    await page.getByRole('link', { name: 'Remove filter Clay' }).click()
    await page.waitForURL((url) => url.search === '')
  })

  await t.test('on a phone without scripts filters are chosen together and sent by a button', async (test) => {
    const page = await visit(test, '/products/category/desk?sort=newest', { viewport: PHONE, scripts: false })
    await page.getByText('Filter', { exact: true }).click()
    await page.getByRole('checkbox', { name: /^Notebooks/ }).check()
    await page.getByLabel('To, in EUR').fill('30')
    await page.getByRole('button', { name: /^Show \d+ things?/ }).click()
    assert.deepEqual(search(page.url()), [
      ['sort', 'newest'],
      ['type', 'Notebooks'],
      ['to', '30'],
    ])
    const prices = await page
      .locator('.goods data')
      .evaluateAll((sums) => sums.map((sum) => Number(sum.getAttribute('value'))))
    assert.ok(prices.length > 0 && prices.every((price) => price <= 30), prices.join())
  })
}

/** Going through pages, and finding by words. */
export async function listSuite(t: TestContext, { visit }: Storefront): Promise<void> {
  await t.test('more is loaded below, and the keyboard goes on at the first new thing', async (test) => {
    const page = await visit(test, '/products')
    assert.equal(await page.locator('.goods .good').count(), 24)
    await page.getByRole('link', { name: 'Load 16 more' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.goods .good').length === 40)
    const titles = await page.locator('.goods .good a').allInnerTexts()
    assert.equal(new Set(titles).size, 40)
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), titles[24])
  })

  await t.test('pages have numbers, and one after the last leads to the last', async (test) => {
    const page = await visit(test, '/products?sort=price-asc', { scripts: false })
    await page.getByRole('link', { name: 'Page 2' }).click()
    assert.equal(await page.locator('.goods .good').count(), 16)
    await page.goto('/products?sort=price-asc&page=9')
    assert.deepEqual(search(page.url()), [
      ['sort', 'price-asc'],
      ['page', '2'],
    ])
  })

  await t.test('by keyboard alone one finds a thing by its name', async (test) => {
    const page = await visit(test, '/')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content')
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('candlestick')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=candlestick/)
    await hydrated(page)
    assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /candlestick/)
    assert.match(await page.locator('.goods .good').first().innerText(), /candlestick/i)
  })

  await t.test('where nothing is found there is a way on', async (test) => {
    const page = await visit(test, '/products?q=lamp&vendor=Nobody', { scripts: false })
    await page.getByRole('link', { name: 'Without Nobody' }).click()
    assert.deepEqual(search(page.url()), [['q', 'lamp']])
    assert.ok((await page.locator('.goods .good').count()) > 0)
  })
}
