import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

const TABS_MAX = 80

/** Presses Tab until the focus is on what has this name; fails when it is never reached, or when the focus cannot be seen. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let count = 0; count < TABS_MAX; count++) {
    await page.keyboard.press('Tab')
    const { text, isVisible } = await page.evaluate(focused)
    if (typeof name === 'string' ? text === name : name.test(text)) {
      assert.ok(isVisible, `the focus on “${text}” cannot be seen`)
      return
    }
    passed.push(text)
  }
  assert.fail(`Tab never came to ${name}; it came by ${passed.join(', ')}`)
}

/** The name of what has the focus, and whether something shows that it has. Runs in the page. */
function focused(): { text: string; isVisible: boolean } {
  const element = document.activeElement
  if (!(element instanceof HTMLElement)) return { text: '', isVisible: false }
  const label = 'labels' in element ? (element as HTMLInputElement).labels?.[0]?.textContent : undefined
  const text = element.getAttribute('aria-label') ?? label ?? element.textContent ?? ''
  // A card or a field with something in it may show the focus of what is inside.
  const around: HTMLElement[] = []
  for (let one: HTMLElement | null = element; one && around.length < 5; one = one.parentElement) around.push(one)
  const isVisible =
    element.matches(':focus-visible') &&
    around.map((one) => getComputedStyle(one)).some(({ outlineStyle }) => outlineStyle !== 'none')
  return { text: text.trim().replaceAll(/\s+/g, ' '), isVisible }
}
