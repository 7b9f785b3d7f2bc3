import assert from 'node:assert/strict'
import { it } from 'node:test'
import { needs } from '@mallhive/testkit'
import type { Page } from 'playwright-core'
import { eventually } from '../surroundings/eventually.ts'
import { chargedFor } from '../surroundings/witness.ts'
import { fillAddress, fillCard, goToCheckout, MARLENE, pay, putIntoCart, thanked } from './checkout-page.ts'
import { PASSWORD, register } from './register-page.ts'
import { shopOfFile } from './shop-of-file.ts'
import { assertAccessible, openShop } from './shopper-window.ts'

const shop = shopOfFile(openShop)

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  const door = page.getByRole('region', { name: 'Sign in' })
  await door.getByLabel('E-mail').fill(email)
  await door.getByLabel('Password').fill(password)
  await door.getByRole('button', { name: 'Sign in' }).click()
}

async function buy(page: Page): Promise<string> {
  await putIntoCart(page, 'stoneware-mug')
  await goToCheckout(page)
  await fillAddress(page)
  await fillCard(page)
  await pay(page)
  return thanked(page)
}

it('who is signed out is led to sign in and back, and a wrong password is said without losing the e-mail', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  await register(page, 'back@example.com')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out.').waitFor()
  await page.goto('/account/addresses')
  assert.match(page.url(), /\/account\/sign-in\?to=%2Faccount%2Faddresses$/)
  await signIn(page, 'back@example.com', 'not this one, surely')
  await page.getByText('This e-mail and password do not belong together.').waitFor()
  await assertAccessible(page, 'a sign-in that failed')
  assert.equal(
    await page.getByRole('region', { name: 'Sign in' }).getByLabel('E-mail').inputValue(),
    'back@example.com',
  )
  await signIn(page, 'back@example.com')
  await page.waitForURL('**/account/addresses')
  await page.context().close()
})

it('a guest’s cart follows into the account and joins what lay there', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  await register(page, 'follows@example.com')
  await putIntoCart(page, 'dome-lamp')
  await page.context().clearCookies()
  await putIntoCart(page, 'stoneware-mug')
  await goToCheckout(page)
  await page.getByRole('link', { name: 'I have an account' }).click()
  await signIn(page, 'follows@example.com')
  await page.waitForURL('**/checkout')
  await page.getByRole('button', { name: 'Pay 171.00 €' }).waitFor()
  assert.equal(await page.getByLabel('E-mail').inputValue(), 'follows@example.com')
  await page.goto('/cart')
  const things = await page.getByRole('heading', { level: 2 }).allTextContents()
  assert.deepEqual(things.filter((title) => ['Dome lamp', 'Stoneware mug'].includes(title)).toSorted(), [
    'Dome lamp',
    'Stoneware mug',
  ])
  await page.context().close()
})

it('an address that is kept is used first at the checkout, and one that is wrong comes back with what was typed', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window({ scripts: false })
  await register(page, 'address@example.com')
  await page.goto('/account/addresses')
  const address = Object.entries({ ...MARLENE, Postcode: '1011' }).filter(([label]) => label !== 'E-mail')
  for (const [label, text] of address) await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Save address' }).click()
  await page.getByRole('link', { name: 'Postcode: This is not a postcode of Germany, like 10119.' }).waitFor()
  assert.equal(await page.getByLabel('Town').inputValue(), 'Berlin')
  await page.getByLabel('Postcode').fill('10119')
  await page.getByRole('button', { name: 'Save address' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByText('Used first').waitFor()
  await putIntoCart(page, 'stoneware-mug')
  await goToCheckout(page)
  assert.equal(await page.getByLabel('Street and number').inputValue(), MARLENE['Street and number'])
  await page.context().close()
})

it('an order is cancelled once, its money goes back, and its things can be ordered again', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  await register(page, 'cancels@example.com')
  const orderId = await buy(page)
  await page.getByRole('link', { name: 'View the order' }).click()
  await page.getByRole('button', { name: 'Cancel the order' }).click()
  await page.getByText('Cancelled').first().waitFor()
  await eventually('the money to be back', async () => {
    const { captured, refunded } = await chargedFor(shop.mall, shop.admin, orderId)
    return captured === refunded
  })
  assert.equal(await page.getByRole('button', { name: 'Cancel the order' }).count(), 0)
  await page.getByRole('button', { name: 'Order again' }).click()
  await page.waitForURL('**/cart')
  await page.getByRole('link', { name: 'Stoneware mug' }).waitFor()
  await page.context().close()
})

it('a guest keeps the order with one password, and it is nobody else’s', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  await putIntoCart(page, 'stoneware-mug')
  await goToCheckout(page)
  await fillAddress(page, { 'E-mail': 'keeps@example.com' })
  await fillCard(page)
  await pay(page)
  const orderId = await thanked(page)
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Ten characters or more, please.').waitFor()
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Your account is ready.').waitFor()
  await page.goto(`/account/orders/${orderId}`)
  await page.getByRole('heading', { level: 1, name: /^Order HD-/ }).waitFor()

  const stranger = await shop.window()
  await register(stranger, 'stranger@example.com')
  for (const path of [`/account/orders/${orderId}`, `/checkout/orders/${orderId}`])
    assert.equal((await stranger.goto(path))?.status(), 404, path)
  await assertAccessible(stranger, 'a page that is not there')
  await page.context().close()
  await stranger.context().close()
})

it('a profile and a password are changed, and signing out everywhere ends the other browser', async (t) => {
  if (!needs(t, 'chromium')) return
  const page = await shop.window()
  await register(page, 'profile@example.com')
  const other = await shop.window()
  await other.goto('/account/profile')
  await signIn(other, 'profile@example.com')
  await other.waitForURL('**/account/profile')

  await page.goto('/account/profile')
  await page.getByLabel('Full name').fill('Marlene Hein')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved.').waitFor()
  assert.equal(await page.getByLabel('Full name').inputValue(), 'Marlene Hein')
  await page.getByLabel('Password now').fill(PASSWORD)
  await page.getByLabel('New password').fill('another long sentence')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password is changed.').waitFor()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByText('You are signed out.').waitFor()
  await eventually('the other browser to be signed out', async () => {
    await other.goto('/account/orders')
    return other.url().includes('/account/sign-in')
  })
  await signIn(other, 'profile@example.com', 'another long sentence')
  await other.waitForURL('**/account/orders')
  await page.context().close()
  await other.context().close()
})
