import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { needs } from '@mallhive/testkit'
import type { Page } from 'playwright-core'
import { chargedFor } from '../surroundings/witness.ts'
import { fillAddress, fillCard, goToCheckout, pay, putIntoCart, thanked } from './checkout-page.ts'
import { shopOfFile } from './shop-of-file.ts'
import { assertAccessible, openShop } from './shopper-window.ts'

const shop = shopOfFile(openShop, { vase: 1 })

async function fillIn(page: Page, card: string): Promise<void> {
  await page.goto('/checkout')
  await fillAddress(page)
  await fillCard(page, card)
}
const paidOnce = { captured: 14_900, refunded: 0, captures: 1 }

it('two tabs at the bank come back each to its own order, whichever was placed last', async (t) => {
  if (!needs(t, 'chromium')) return
  const first = await shop.window()
  await putIntoCart(first, 'dome-lamp')
  const second = await first.context().newPage()
  for (const page of [first, second]) {
    await fillIn(page, TEST_CARDS.asksForSecondStep)
    await pay(page)
    await page.getByRole('button', { name: 'Approve' }).waitFor()
  }
  const orders: string[] = []
  for (const page of [first, second]) {
    await page.getByRole('button', { name: 'Approve' }).click()
    orders.push(await thanked(page))
  }
  assert.ok(orders[0]! < orders[1]!, `the tab that paid first is at the order placed last: ${orders.join(' ')}`)
  for (const orderId of orders) assert.deepEqual(await chargedFor(shop.mall, shop.admin, orderId), paidOnce)
  await first.context().close()
})

it('a card that was not used up need not be typed again with scripts off, and another may take its place', async (t) => {
  if (!needs(t, 'chromium')) return
  const lamp = await shop.merchant.sells('Night lamp', { price: 6_000 })
  const page = await shop.window({ scripts: false })
  await putIntoCart(page, 'night-lamp')
  await goToCheckout(page)
  await fillAddress(page)
  await fillCard(page)
  await shop.merchant.changesPrice(lamp, 6_500)
  await pay(page)
  await page.getByText('Visa, ending 4242').waitFor()
  assert.ok(!(await page.content()).includes(TEST_CARDS.approves), 'the card number came back')
  await shop.merchant.changesPrice({ ...lamp, version: lamp.version + 1 }, 6_600)
  await pay(page)
  await page.getByText('It was 69.90 € and is now 70.90 €.').waitFor()
  await page.getByText('Use another card', { exact: true }).click()
  await fillCard(page, TEST_CARDS.declines)
  await pay(page)
  await page.getByRole('heading', { name: 'Your bank declined the card' }).waitFor()
  assert.equal(await page.getByText('Use another card', { exact: true }).count(), 0)
  await fillCard(page)
  await pay(page)
  assert.equal((await chargedFor(shop.mall, shop.admin, await thanked(page))).captures, 1)
  await page.context().close()
})

it('three press for the last one: one is thanked, the others read that it sold out and that nothing was charged', async (t) => {
  if (!needs(t, 'chromium')) return
  const pages = await Promise.all([0, 1, 2].map(() => shop.window({ size: 'phone' })))
  for (const page of pages) {
    await putIntoCart(page, shop.goods.vase.handle)
    await fillIn(page, TEST_CARDS.approves)
  }
  await Promise.all(pages.map(pay))
  const ends = pages.map(async (page) => {
    await page.waitForURL(/\/checkout\/orders\/|\/cart/)
    return new URL(page.url()).pathname === '/cart'
  })
  const isRefused = await Promise.all(ends)
  assert.deepEqual(isRefused.toSorted(), [false, true, true])
  for (const page of pages.filter((_, index) => isRefused[index])) {
    await page.getByText('Something sold out while you were at the checkout. Nothing was charged.').waitFor()
    await page.getByText('Sold out since you added it.').waitFor()
    await assertAccessible(page, 'a cart after something sold out while paying')
  }
  await thanked(pages[isRefused.indexOf(false)]!)
  assert.deepEqual(await shop.merchant.stockOf(shop.goods.vase), { onHand: 0, reserved: 0 })
  for (const page of pages) await page.context().close()
})

it('a bank that charges but does not answer: thanks come in the end without another press, and it is paid once', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  page.setDefaultTimeout(60_000)
  await putIntoCart(page, 'dome-lamp')
  await fillIn(page, TEST_CARDS.chargesThenTimesOut)
  await pay(page)
  const orderId = await thanked(page)
  assert.deepEqual(await chargedFor(shop.mall, shop.admin, orderId), paidOnce)
  await page.context().close()
})
