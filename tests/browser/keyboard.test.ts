import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { needs } from '@mallhive/testkit'
import { chargedFor } from '../surroundings/witness.ts'
import { MARLENE, thanked } from './checkout-page.ts'
import { tabTo } from './keyboard.ts'
import { openShop } from './shopper-window.ts'

it('the whole purchase goes by keyboard alone', async (t) => {
  if (!needs(t, 'chromium')) return
  const shop = await openShop(t)
  await shop.merchant.sells('Dome lamp', { price: 14_900 })
  const page = await shop.window()
  const { keyboard } = page
  const press = async (name: string | RegExp, key = 'Enter') => {
    await tabTo(page, name)
    await keyboard.press(key)
  }

  await page.goto('/products')
  await press('Skip to content')
  await press(/^Dome lamp/)
  await page.waitForURL('**/products/dome-lamp**')
  await press('Add to cart')
  await page.getByRole('heading', { name: 'Added to your cart' }).waitFor()
  await page.goto('/cart')
  await press('One more: Dome lamp', 'Space')
  await page.getByText('298.00 €').first().waitFor()
  await press('Check out')
  await page.waitForURL('**/checkout')

  for (const [label, text] of Object.entries(MARLENE)) {
    await tabTo(page, label)
    await keyboard.type(text)
  }
  await tabTo(page, /DHL, to your door/)
  await keyboard.press('ArrowDown')
  await page.getByRole('button', { name: 'Pay 307.90 €' }).waitFor()
  const card = [
    ['Card number', TEST_CARDS.approves],
    ['Expires', '0840'],
    ['Security code', '123'],
    ['Name on the card', 'Marlene Vogt'],
  ] as const
  for (const [label, text] of card) {
    await tabTo(page, label)
    await keyboard.type(text)
  }
  assert.equal(await page.getByLabel('Card number').inputValue(), '4242 4242 4242 4242')
  assert.equal(await page.getByLabel('Expires').inputValue(), '08 / 40')
  await press('Pay 307.90 €')
  const orderId = await thanked(page)
  assert.equal((await chargedFor(shop.mall, shop.admin, orderId)).captured, 30_790)
})
