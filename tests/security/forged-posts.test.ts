import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it, type TestContext } from 'node:test'
import { serverBuildOf, webApps } from '../../web/host/src/apps.ts'
import { needs } from '@mallhive/testkit'
import type { BrowserContext } from 'playwright-core'
import { putIntoCart } from '../browser/checkout-page.ts'
import { register } from '../browser/register-page.ts'
import { shopOfFile } from '../browser/shop-of-file.ts'
import { openShop } from '../browser/shopper-window.ts'

const shop = shopOfFile(openShop)
const ELSEWHERE = 'http://evil.example'

it('every form of every app refuses a post that another site sends, with whatever cookies it comes', async (t) => {
  if (!needs(t, 'chromium')) return
  const { page, cookie, things } = await shopper()
  const forgeries: Record<string, string>[] = [
    { origin: ELSEWHERE },
    { origin: ELSEWHERE, 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: shop.mall.shopUrl, 'sec-fetch-site': 'cross-site' },
    { origin: `${shop.mall.shopUrl}.evil.example` },
    { 'sec-fetch-site': 'same-site' },
    { referer: `${shop.mall.shopUrl}/cart` },
    {},
  ]
  const forms = await formAddresses()
  assert.ok(forms.includes('/cart') && forms.includes('/account/sign-out') && forms.length >= 9, forms.join(' '))
  const letIn: string[] = []
  for (const form of forms)
    for (const url of [form, `${form === '/' ? '/_root' : form}.data`])
      for (const forgery of forgeries) {
        const { status, headers } = await post(url, { cookie, ...forgery })
        if (status < 400 || status >= 500 || headers.has('set-cookie'))
          letIn.push(`${url} ${JSON.stringify(forgery)}: ${status} ${headers.getSetCookie()}`)
      }
  assert.deepEqual(letIn, [])
  await page.goto('/cart')
  assert.equal(await things(), 1)

  const own = await post('/account/sign-out', { cookie, origin: shop.mall.shopUrl })
  assert.deepEqual([own.status, own.headers.getSetCookie().length > 0], [303, true])
  await page.context().close()
})

it('a page of another site, opened by a shopper in a real browser, changes nothing and cannot show the shop in a frame', async (t) => {
  if (!needs(t, 'chromium')) return
  const { page, things } = await shopper()
  await page.goto('/cart')
  const fields = await page.evaluate(() => {
    const form = document.querySelector('input[name=line]')!.closest('form')!
    return [...new FormData(form)].map(([name, value]) => [name, String(value)] as const)
  })
  const removal = new Map([...fields, ['intent', 'remove']] as const)
  const attacks = { '/cart': removal, '/account/sign-out': new Map(), '/products/dome-lamp': new Map() }
  for (const [target, values] of Object.entries(attacks)) {
    const there = await evilSite(t, `${shop.mall.shopUrl}${target}`, values)
    const forged = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.goto(there)
    const answer = await forged
    assert.ok([400, 403].includes(answer.status()), `${target}: ${answer.status()}`)
    assert.equal((await answer.request().allHeaders())['cookie'], undefined, 'a cookie went along')
    await page.waitForLoadState()
    await page.goto('/cart')
    assert.equal(await things(), 1, target)
  }
  assert.equal(await page.evaluate(() => document.cookie), '')

  const framing = await page.context().newPage()
  const refused = framing.waitForEvent('console', (message) => /frame-ancestors|X-Frame-Options/i.test(message.text()))
  await framing.goto(await evilSite(t, `${shop.mall.shopUrl}/cart`))
  await refused
  await page.context().close()
})

/** Somebody with an account and a lamp in the cart, whose browser has their session. */
async function shopper() {
  const page = await shop.window()
  await register(page, `${crypto.randomUUID()}@example.com`)
  await putIntoCart(page, shop.goods.lamp.handle)
  const cookie = await cookieOf(page.context())
  assert.match(cookie, /mall-access=/)
  return { page, cookie, things: () => page.getByRole('link', { name: 'Dome lamp' }).count().then(Math.sign) }
}

const cookieOf = async (context: BrowserContext) =>
  (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')

/** Fields that some form takes, so that a post that gets through does something. */
const FIELDS = { quantity: '3', intent: 'check-out', email: 'eve@evil.example', password: 'a sentence of evil' }

const post = (url: string, headers: Record<string, string>) =>
  fetch(`${shop.mall.shopUrl}${url}`, {
    method: 'POST',
    headers,
    redirect: 'manual',
    body: new URLSearchParams(FIELDS),
  })

/** Where each app takes posts: found in what was built, so that a new form is covered without a word here. */
async function formAddresses(): Promise<string[]> {
  const found: string[] = []
  for (const app of webApps) {
    const { routes } = (await import(serverBuildOf(app).href)) as { routes: Routes }
    const base = app.basename === '/' ? '' : app.basename
    for (const { path, module } of Object.values(routes)) {
      if (!('action' in module)) continue
      const filled = (path ?? '').replaceAll(/:\w+/g, (name) =>
        name === ':handle' ? 'dome-lamp' : crypto.randomUUID(),
      )
      found.push(`${base}/${filled}`.replace(/(.)\/$/, '$1'))
    }
  }
  return found
}
type Routes = Record<string, { readonly path?: string; readonly module: object }>

/** A site of somebody else whose one page posts to the shop at once, or shows it in a frame. Another host: ports do not make a site. */
async function evilSite(t: TestContext, target: string, fields?: ReadonlyMap<unknown, unknown>): Promise<string> {
  const inputs = [...(fields ?? [])].map(([name, value]) => `<input name="${name}" value="${value}">`)
  const body = fields
    ? `<form method="post" action="${target}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`
    : `<iframe src="${target}"></iframe>`
  const server = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end(`<!doctype html>${body}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
