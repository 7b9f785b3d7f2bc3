import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openBrowser } from './browser.ts'
import { needs } from './engine.ts'

it('shows a page in the browser of this machine', async (t) => {
  if (!needs(t, 'chromium')) return
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  await page.setContent('<h1>Mallhive</h1>')
  assert.equal(await page.getByRole('heading').textContent(), 'Mallhive')
})
