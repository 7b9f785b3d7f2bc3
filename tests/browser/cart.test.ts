import assert from 'node:assert/strict'
import { it } from 'node:test'
import { needs } from '@mallhive/testkit'
import { variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { shopperOf } from '../surroundings/shopper.ts'
import { putIntoCart } from './checkout-page.ts'
import { assertAccessible, openShop } from './shopper-window.ts'

it('a cart says what changed since, leads on only when all can be bought, and takes out what is removed', async (t) => {
  if (!needs(t, 'chromium')) return
  const shop = await openShop(t)
  const mug = await shop.merchant.sells('Stoneware mug', { price: 2_200 })
  const vase = await shop.merchant.sells('Bud vase', { price: 3_800, onHand: 1 })
  const throwOver = await shop.merchant.sells('Wool throw', { price: 12_900, onHand: 3 })
  const page = await shop.window()
  for (const handle of ['stoneware-mug', 'bud-vase', 'wool-throw']) await putIntoCart(page, handle)
  await page.getByLabel('Quantity of Wool throw').fill('3')
  await page.getByText('447.00 €').first().waitFor()

  await shop.merchant.changesPrice(mug, 2_400)
  const other = await shopperOf(shop.mall)
  expected(201, await other.buys([{ variantId: variantOf(vase), quantity: 1 }]))
  expected(201, await other.buys([{ variantId: variantOf(throwOver), quantity: 1 }]))
  await page.goto('/cart')
  await page.getByText('3 things changed since you were here.').waitFor()
  await page.getByText('Now 24.00 € each. It was 22.00 € when you added it.').waitFor()
  await page.getByText('Sold out since you added it. It is not in the total.').waitFor()
  await page.getByText('Only 2 left').waitFor()
  await assertAccessible(page, 'a cart in which everything changed')

  await page.getByRole('button', { name: 'Check out' }).click()
  await page.getByText('Not everything can be bought as it is.').waitFor()
  assert.equal(new URL(page.url()).pathname, '/cart')
  await page.goto('/checkout')
  await page.getByText('Not everything can be bought as it is.').waitFor()

  await page.getByRole('button', { name: 'Remove Bud vase' }).click()
  await page.getByRole('link', { name: 'Bud vase' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'One less: Wool throw' }).click()
  await page.getByText('282.00 €').first().waitFor()
  await page.getByRole('button', { name: 'Check out' }).click()
  await page.waitForURL('**/checkout')
  await page.getByRole('button', { name: 'Pay 282.00 €' }).waitFor()
})

it('two windows on one cart: a change that meets another of the same line is said, others join', async (t) => {
  if (!needs(t, 'chromium')) return
  const shop = await openShop(t)
  await shop.merchant.sells('Stoneware mug', { price: 2_200 })
  await shop.merchant.sells('Dome lamp', { price: 14_900 })
  const page = await shop.window()
  await putIntoCart(page, 'stoneware-mug')
  await putIntoCart(page, 'dome-lamp')
  const second = await page.context().newPage()
  await second.goto('/cart')
  await page.getByRole('button', { name: 'One more: Stoneware mug' }).click()
  await page.getByText('193.00 €').first().waitFor()

  await second.getByRole('button', { name: 'One more: Dome lamp' }).click()
  await second.getByText('342.00 €').first().waitFor()
  await page.getByLabel('Quantity of Dome lamp').fill('5')
  await page.getByText('Your cart was changed elsewhere meanwhile.').waitFor()
  await page.getByText('342.00 €').first().waitFor()
})
