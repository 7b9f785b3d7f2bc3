import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import type { Page } from 'playwright-core'

export const MARLENE = {
  'E-mail': 'marlene.vogt@example.com',
  'Full name': 'Marlene Vogt',
  'Street and number': 'Kastanienallee 42',
  Postcode: '10119',
  Town: 'Berlin',
} as const

/** Puts a product into the cart from its own page, and goes to the cart. */
export async function putIntoCart(page: Page, handle: string): Promise<void> {
  await page.goto(`/products/${handle}`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('dialog', { name: 'Added to your cart' }).waitFor()
  await page.goto('/cart')
}

/** From the cart to the form of the checkout. */
export async function goToCheckout(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check out' }).click()
  await page.waitForURL('**/checkout')
}

export async function fillAddress(page: Page, changed: Partial<Record<keyof typeof MARLENE, string>> = {}) {
  for (const [label, text] of Object.entries({ ...MARLENE, ...changed }))
    await page.getByLabel(label, { exact: true }).fill(text)
}

export async function fillCard(page: Page, number: string = TEST_CARDS.approves): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expires').fill('08/40')
  await page.getByLabel('Security code').fill('123')
  await page.getByLabel('Name on the card').fill('Marlene Vogt')
}

export const pay = (page: Page) => page.getByRole('button', { name: /^Pay/ }).click()

/** Waits for the confirmation; answers the order's id. */
export async function thanked(page: Page): Promise<string> {
  await page.getByRole('heading', { level: 1, name: 'Thank you, Marlene' }).waitFor()
  return page.url().split('/').at(-1)!.split('?')[0]!
}
