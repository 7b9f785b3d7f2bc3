import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { needs } from '@mallhive/testkit'
import { chargedFor } from '../surroundings/witness.ts'
import { fillAddress, fillCard, goToCheckout, MARLENE, pay, putIntoCart, thanked } from './checkout-page.ts'
import { shopOfFile } from './shop-of-file.ts'
import {
  assertAccessible,
  assertFits,
  assertFitsNarrowly,
  confirmationMail,
  openShop,
  type WindowOptions,
} from './shopper-window.ts'

const shop = shopOfFile(openShop)

const windows: readonly Required<WindowOptions>[] = [
  { size: 'phone', scripts: true, colours: 'light' },
  { size: 'desktop', scripts: true, colours: 'dark' },
  { size: 'phone', scripts: false, colours: 'light' },
]

for (const options of windows) {
  const { size, scripts, colours } = options
  describe(`the whole purchase, ${size}, ${colours}, scripts ${scripts ? 'on' : 'off'}`, () => {
    it('a guest chooses, pays, is declined, pays again, is thanked, gets a mail and keeps the order', async (t) => {
      if (!needs(t, 'chromium')) return
      const page = await shop.window(options)
      const look = async (what: string) => {
        if (scripts) await assertAccessible(page, what)
        await assertFits(page, what)
        if (size === 'phone') await assertFitsNarrowly(page, what)
      }
      await page.goto('/cart')
      await look('an empty cart')
      await putIntoCart(page, 'stoneware-mug')
      await putIntoCart(page, 'dome-lamp')
      await look('a cart')

      await page.getByRole('button', { name: 'One more: Stoneware mug' }).click()
      await page.getByText('193.00 €').first().waitFor()
      await goToCheckout(page)
      await look('the checkout')

      await pay(page)
      await page.getByRole('heading', { name: '9 things to correct' }).waitFor()
      await look('the checkout with faults')

      await fillAddress(page)
      await fillCard(page, TEST_CARDS.declines)
      await pay(page)
      await page.getByRole('heading', { name: 'Your bank declined the card' }).waitFor()
      await look('the checkout after a declined card')
      for (const [label, text] of Object.entries(MARLENE))
        assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), text, label)
      assert.equal(await page.getByLabel('Card number').inputValue(), '')
      assert.ok(!(await page.content()).includes(TEST_CARDS.declines), 'the card number came back')

      await fillCard(page)
      await page.getByRole('button', { name: 'Pay 193.00 €' }).click()
      const orderId = await thanked(page)
      await look('the confirmation')
      assert.deepEqual(await chargedFor(shop.mall, shop.admin, orderId), { captured: 19_300, refunded: 0, captures: 1 })
      const mail = await confirmationMail(shop.mall, shop.admin, orderId)
      assert.equal(mail.to, MARLENE['E-mail'])

      const email = `${size}-${scripts}-${orderId.slice(-6)}@example.com`
      await page.goto(`/account/sign-in?to=/account/orders`)
      await look('the page to sign in')
      const register = page.getByRole('region', { name: 'New here?' })
      await register.getByLabel('Full name').fill('Marlene Vogt')
      await register.getByLabel('E-mail').fill(email)
      await register.getByLabel('Password').fill('a long enough sentence')
      await register.getByRole('button', { name: 'Create account' }).click()
      await page.waitForURL('**/account/orders')
      await look('the orders')
      const number = page.getByRole('link', { name: /^HD-/ })
      assert.equal(await number.count(), 1)
      await number.click()
      await page.getByRole('heading', { level: 1, name: /^Order HD-/ }).waitFor()
      await page.waitForURL(`**/account/orders/${orderId}`)
      await look('an order')
      for (const path of ['addresses', 'profile']) {
        await page.goto(`/account/${path}`)
        await look(path)
      }
      await page.context().close()
    })
  })
}
