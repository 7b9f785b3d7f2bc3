import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { chromium, type Browser } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Why there is no browser to test with; undefined when there is one. */
export function missingBrowser(): string | undefined {
  if (browserPath() !== undefined) return undefined
  return 'no Chromium or Chrome found: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH'
}

/** The system's Chromium without a window, closed after the test. */
export async function openBrowser(t: Pick<TestContext, 'after'>): Promise<Browser> {
  const executablePath = browserPath()
  if (executablePath === undefined) throw new Error(missingBrowser())
  const browser = await chromium.launch({ executablePath, args: FLAGS })
  t.after(() => browser.close())
  return browser
}

function browserPath(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH']
  return (chosen ? [chosen] : PLACES).find((place) => existsSync(place))
}
