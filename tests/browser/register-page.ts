import type { Page } from 'playwright-core'
import { MARLENE } from './checkout-page.ts'

export const PASSWORD = 'a long enough sentence'

/** Makes an account as people do, and ends at its orders. */
export async function register(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/account/sign-in')
  const door = page.getByRole('region', { name: 'New here?' })
  await door.getByLabel('Full name').fill(MARLENE['Full name'])
  await door.getByLabel('E-mail').fill(email)
  await door.getByLabel('Password').fill(password)
  await door.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/account/orders')
}
