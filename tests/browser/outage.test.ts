import assert from 'node:assert/strict'
import { afterEach, it } from 'node:test'
import { needs } from '@mallhive/testkit'
import type { Page } from 'playwright-core'
import { chargedFor } from '../surroundings/witness.ts'
import { fillAddress, fillCard, goToCheckout, pay, putIntoCart, thanked } from './checkout-page.ts'
import { openShopInParts } from './shop-in-parts.ts'
import { shopOfFile } from './shop-of-file.ts'
import { assertAccessible, assertFitsNarrowly, type WindowOptions } from './shopper-window.ts'

const PARTS = ['product-service', 'cart-service', 'order-service', 'payment-service', 'sandbox-provider']
const shop = shopOfFile((t) => openShopInParts(t, PARTS))

/** One fault must not make the next tests fail, too. */
afterEach(() => shop.bringAllBack?.())

async function look(page: Page, what: string): Promise<void> {
  await assertAccessible(page, what)
  await assertFitsNarrowly(page, what)
}

/** A form that is filled in, but for pressing the button. */
async function atTheButton(options: WindowOptions = {}): Promise<Page> {
  const page = await shop.window(options)
  await putIntoCart(page, 'dome-lamp')
  await goToCheckout(page)
  await fillAddress(page)
  await fillCard(page)
  return page
}

/** What is left for the shopper to type is typed nowhere: the order comes from the first press. */
async function boughtOnce(page: Page): Promise<void> {
  const orderId = await thanked(page)
  assert.deepEqual(await chargedFor(shop.mall, shop.admin, orderId), { captured: 14_900, refunded: 0, captures: 1 })
  await page.context().close()
}

it('product-service away: pages say what is kept, the cart can be changed, and each page comes back by itself', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window({ size: 'phone' })
  await putIntoCart(page, 'dome-lamp')
  await shop.takeAway('product-service')
  for (const path of ['/', '/products', '/products/dome-lamp']) {
    assert.equal((await page.goto(path))?.status(), 503, path)
    await page.getByRole('heading', { level: 1, name: 'We cannot show our things right now' }).waitFor()
  }
  await look(page, 'a product that cannot be shown')
  await page.getByRole('main').getByRole('link', { name: 'Your cart' }).click()
  await page.getByText('Everything you chose is kept').waitFor()
  await look(page, 'a cart without names and prices')
  assert.equal(await page.getByRole('button', { name: 'Check out' }).count(), 0)
  await page.getByRole('button', { name: 'One more: Something you chose' }).click()
  await page.getByRole('link', { name: /^Cart.*2 things$/ }).waitFor()

  const checkout = await page.context().newPage()
  await checkout.goto('/checkout')
  await checkout.getByRole('heading', { level: 1, name: 'The checkout is not available right now' }).waitFor()
  await look(checkout, 'a checkout that cannot be shown')
  const product = await page.context().newPage()
  await product.goto('/products/dome-lamp')
  await shop.bringBack('product-service')
  await product.getByRole('button', { name: 'Add to cart' }).waitFor()
  await page.getByText('298.00 €').first().waitFor()
  await checkout.getByRole('button', { name: 'Pay 298.00 €' }).waitFor()
  await page.context().close()
})

it('cart-service away: looking around goes on, nothing is added silently, and the cart is whole afterwards', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  await putIntoCart(page, 'dome-lamp')
  await shop.takeAway('cart-service')
  assert.equal((await page.goto('/products'))?.status(), 200)
  await page.goto('/products/dome-lamp')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText('The cart cannot be reached at the moment. Nothing was added').waitFor()
  await page.goto('/cart')
  await page.getByRole('heading', { level: 1, name: 'We cannot show your cart right now' }).waitFor()
  await look(page, 'a cart that cannot be shown')
  await shop.bringBack('cart-service')
  await page.getByRole('link', { name: 'Dome lamp' }).waitFor()
  assert.equal(await page.getByLabel('Quantity of Dome lamp').inputValue(), '1')
  await page.context().close()
})

for (const scripts of [true, false])
  it(`order-service away while paying: one press later it is bought, nothing is typed again, scripts ${scripts ? 'on' : 'off'}`, async (t) => {
    if (!needs(t, 'chromium')) return
    const page = await atTheButton({ scripts })
    await shop.takeAway('order-service')
    await pay(page)
    await page.getByRole('heading', { level: 1, name: 'We could not finish this just now' }).waitFor()
    if (scripts) await look(page, 'a press that could not be carried through')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('What you typed is kept on this page').waitFor()
    await shop.bringBack('order-service')
    await page.getByRole('button', { name: 'Try again' }).click()
    await boughtOnce(page)
  })

it('order-service away while the form is filled in: another country keeps what was typed, and is priced later', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await atTheButton()
  await shop.takeAway('order-service')
  await page.getByLabel('Country').selectOption('AT')
  await page.getByText('We could not ask for the price just now').waitFor()
  assert.equal(await page.getByLabel('Town').inputValue(), 'Berlin')
  await shop.bringBack('order-service')
  await page.getByLabel('Country').selectOption('DE')
  await page.getByText('We could not ask for the price just now').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Pay 149.00 €' }).click()
  await boughtOnce(page)
})

it('the card’s provider away: nothing is ordered, all but the card is still there', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await atTheButton()
  await shop.takeAway('sandbox-provider')
  await pay(page)
  await page.getByRole('heading', { name: 'The checkout is not available right now' }).waitFor()
  await look(page, 'the checkout without the provider of cards')
  assert.equal(await page.getByLabel('Town').inputValue(), 'Berlin')
  await shop.bringBack('sandbox-provider')
  await fillCard(page)
  await pay(page)
  await boughtOnce(page)
})

for (const scripts of [true, false])
  it(`payment-service away: the page waits, a reload changes nothing, and thanks come by themselves, scripts ${scripts ? 'on' : 'off'}`, async (t) => {
    if (!needs(t, 'chromium')) return
    const page = await atTheButton({ scripts })
    page.setDefaultTimeout(40_000)
    await shop.takeAway('payment-service')
    await pay(page)
    await page.getByRole('heading', { level: 1, name: 'We are waiting for your bank' }).waitFor()
    if (scripts) await look(page, 'a payment that takes its time')
    await page.reload()
    await page.getByText('You will not be charged twice').waitFor()
    await shop.bringBack('payment-service')
    await boughtOnce(page)
  })
