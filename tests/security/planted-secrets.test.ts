import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { it } from 'node:test'
import { TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { needs, openBrowser } from '@mallhive/testkit'
import type { Page } from 'playwright-core'
import pg from 'pg'
import { fillAddress, fillCard, goToCheckout, MARLENE, pay, putIntoCart, thanked } from '../browser/checkout-page.ts'
import { register } from '../browser/register-page.ts'
import { eventually } from '../surroundings/eventually.ts'
import { type KillableMall, killableMalls } from '../surroundings/killable-mall.ts'
import { merchantOf } from '../surroundings/merchant.ts'

const PASSWORD = 'sentence planted by a test'
const SESSION_COOKIES = ['mall-access', 'mall-refresh']

it('no password, card, token, key or address comes into any log of the mall, however talkative and however broken it is', async (t) => {
  if (!needs(t, 'chromium')) return
  const malls = killableMalls(t)
  const logFile = path.join(malls.place, 'logs', 'planted.log')
  const mall = await malls.open({ storefront: true, given: { LOG_LEVEL: 'trace', LOG_FILE: logFile } })
  const admin = await mall.adminToken()
  await merchantOf(mall, admin).sells('Dome lamp', { price: 14_900, onHand: 50 })
  const context = await (await openBrowser(t)).newContext({ baseURL: mall.shopUrl })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)

  await register(page, MARLENE['E-mail'], PASSWORD)
  await order(page, TEST_CARDS.declines)
  await page.getByRole('heading', { name: 'Your bank declined the card' }).waitFor()
  await fillCard(page)
  await pay(page)
  await thanked(page)
  await putIntoCart(page, 'dome-lamp')
  await goToCheckout(page)
  await fillAddress(page)
  await fillCard(page)

  // Whatever is written from now on is refused by the database, which quotes it.
  await breakAllTables(mall)
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await pay(page)
  await (await answered).finished()
  for (const path of ['/v1/sessions', '/v1/users'])
    await post(mall, 'user-service', path, { email: 'ann@example.com', password: PASSWORD })
  await post(mall, 'sandbox-provider', '/v1/tokens', cardOf(TEST_CARDS.approves))

  const log = () => readFileSync(logFile, 'utf8')
  await eventually('lines of refused writes', async () => /operation failed/.test(log()))
  const postgresLog = path.join(malls.place, 'postgres.log')
  assert.ok(existsSync(postgresLog), 'the database has a log')
  const cookies = (await context.cookies()).filter(({ name }) => SESSION_COOKIES.includes(name))
  assert.equal(cookies.length, 2)
  const planted = [
    ...[PASSWORD, mall.admin.password, admin, TEST_CARDS.approves, TEST_CARDS.declines],
    ...Object.values(MARLENE).filter((text) => text.length > 6),
    ...cookies.map(({ value }) => value),
    ...Object.values(JSON.parse(readFileSync(path.join(malls.place, 'secrets.json'), 'utf8')) as object),
    ...Object.values(mall.environments).flatMap(keysIn),
    '$argon2id$',
  ] as string[]
  assert.ok(planted.length > 30, `${planted.length} secrets are looked for`)
  const logs = { services: log(), database: readFileSync(postgresLog, 'utf8'), process: mall.said() }
  const found = Object.entries(logs).flatMap(([name, text]) =>
    text.split('\n').flatMap((line) => planted.filter((secret) => line.includes(secret)).map(() => `${name}: ${line}`)),
  )
  assert.deepEqual(found, [])
})

async function order(page: Page, card: string): Promise<void> {
  await putIntoCart(page, 'dome-lamp')
  await goToCheckout(page)
  await fillAddress(page)
  await fillCard(page, card)
  await pay(page)
}

const cardOf = (number: string) => ({ number, expiryMonth: 12, expiryYear: 2040, code: '123' })

const post = (mall: KillableMall, service: string, url: string, body: object) =>
  fetch(`http://127.0.0.1:${mall.ports[service]}${url}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  })

/** What is secret of a service's settings besides the data folder's own: the private half of its key, the password of its database. */
function keysIn({ SERVICE_KEY = '', DATABASE_URL = '' }: Readonly<Record<string, string>>): string[] {
  const { d } = JSON.parse(SERVICE_KEY) as { d: string }
  const { password } = new URL(DATABASE_URL)
  return [d, ...(password ? [password] : [])]
}

async function breakAllTables(mall: KillableMall): Promise<void> {
  for (const { DATABASE_URL } of Object.values(mall.environments)) {
    const client = new pg.Client({ connectionString: DATABASE_URL })
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like '%migration%'`,
    )
    for (const { name } of rows) await client.query(`alter table ${name} add constraint broken check (false) not valid`)
    await client.end()
  }
}
