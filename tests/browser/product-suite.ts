import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { productApi } from '@mallhive/product-service/contract'
import type { Page } from 'playwright-core'
import { assertSound, PHONE, type Storefront } from './mall.ts'

const price = (page: Page) => page.locator('.buy .price data').first().innerText()
const cartCount = (page: Page) => page.locator('.site-header .badge').innerText()

/** Choosing a thing and putting it into the cart. */
export async function addingSuite(t: TestContext, { visit }: Storefront): Promise<void> {
  await t.test('a choice changes address, price and picture at once', async (test) => {
    const page = await visit(test, '/products/dome-lamp')
    assert.equal(await price(page), '119.00\u00a0€')
    await page.getByRole('radio', { name: '36 cm' }).check({ force: true })
    await page.waitForURL(/variant=/)
    await page.getByText('149.00\u00a0€').first().waitFor()
    const before = await page.locator('.gallery-views img').first().getAttribute('src')
    await page.getByRole('radio', { name: 'Moss' }).check({ force: true })
    await page.locator('legend', { hasText: 'Moss' }).waitFor()
    assert.notEqual(await page.locator('.gallery-views img').first().getAttribute('src'), before)
    assert.equal(await page.getByRole('radio', { name: 'Plum, sold out' }).count(), 1)
  })

  await t.test('adding opens a small cart that takes nothing away, and can be done again', async (test) => {
    const page = await visit(test, '/products/dome-lamp')
    const cart = page.getByRole('dialog', { name: 'Added to your cart' })
    await page.getByRole('button', { name: 'One more' }).click()
    await page.getByRole('button', { name: 'Add to cart' }).last().click()
    await cart.waitFor()
    assert.match(await cart.innerText(), /Dome lamp[\s\S]*× 2[\s\S]*Subtotal, 2 things[\s\S]*238\.00/)
    assert.equal(await cartCount(page), '2')
    await assertSound(page)
    await cart.getByRole('button', { name: 'Close and go on shopping' }).click()
    await cart.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Add to cart' }).last().click()
    await cart.waitFor()
    await page.waitForFunction(() => document.querySelector('.site-header .badge')?.textContent === '4')
  })

  await t.test('without scripts the same form chooses, counts and adds, and a reload adds nothing', async (test) => {
    const page = await visit(test, '/products/dome-lamp', { viewport: PHONE, scripts: false })
    await page.getByRole('radio', { name: 'Moss' }).check({ force: true })
    await page.getByRole('button', { name: 'Show this choice' }).click()
    assert.match(page.url(), /\?variant=[0-9a-f-]{36}$/)
    assert.equal(await page.locator('legend span').first().innerText(), 'Moss')
    await page.getByRole('button', { name: 'One more' }).click()
    await page.getByRole('button', { name: 'Add to cart' }).last().click()
    const cart = page.getByRole('dialog', { name: 'Added to your cart' })
    assert.match(await cart.innerText(), /Moss/)
    await page.reload()
    assert.equal(await cartCount(page), '2')
    await cart.getByRole('button', { name: 'Close and go on shopping' }).click()
    assert.equal(await cart.isVisible(), false)
  })
}

/** A product's page by keyboard, sold out, renamed, and asked for by others. */
export async function productSuite(t: TestContext, { visit, mall, url }: Storefront): Promise<void> {
  await t.test('by keyboard alone: choose, add, go on to the cart', async (test) => {
    const page = await visit(test, '/products/dome-lamp')
    await page.getByRole('radio', { name: '28 cm' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/variant=/)
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('value')), '36 cm')
    for (const stop of ['One less', 'Quantity', 'One more']) {
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), stop)
    }
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Added to your cart' }).waitFor()
    assert.equal(await cartCount(page), '1')
  })

  await t.test('what is sold out says so and cannot be pressed', async (test) => {
    const page = await visit(test, '/products/bud-vase', { scripts: false })
    const button = page.getByRole('button', { name: 'Sold out' })
    assert.equal(await button.isDisabled(), true)
    assert.equal(
      await page
        .locator('head script[type="application/ld+json"]')
        .first()
        .evaluate((script) => JSON.parse(script.textContent ?? '{}').offers.availability),
      'https://schema.org/OutOfStock',
    )
  })

  await t.test('a product that was renamed is found under its old address, for good', async () => {
    const products = mall.client(productApi, await mall.adminToken())
    const thing = {
      title: 'Tea strainer',
      variants: [{ options: [], price: { amount: 900, currency: 'EUR' }, onHand: 3 }],
    }
    const made = await products.createProduct({
      body: { ...thing, handle: 'tea-sieve' },
      idempotencyKey: 'browser-rename-1',
    })
    assert.equal(made.status, 201)
    const params = { productId: (made.body as { id: string }).id }
    assert.equal((await products.replaceProduct({ params, body: { ...thing, handle: 'tea-strainer' } })).status, 200)
    const answer = await fetch(`${url}/products/tea-sieve?variant=x`, { redirect: 'manual' })
    assert.equal(answer.status, 301)
    assert.equal(answer.headers.get('location'), `${url}/products/tea-strainer?variant=x`)
    assert.equal((await products.deleteProduct({ params })).status, 204)
  })

  await t.test('a form from elsewhere, or from nowhere, adds nothing', async () => {
    const send = async (headers: Record<string, string>) => {
      const init = { method: 'POST', body: new URLSearchParams({ quantity: '1' }), headers }
      return (await fetch(`${url}/products/dome-lamp`, init)).status
    }
    // React Router refuses another origin before the shop does.
    assert.deepEqual([await send({ origin: 'https://evil.test' }), await send({})], [400, 403])
  })
}
