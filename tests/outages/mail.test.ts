import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { startInbox, wire, type Inbox, type TroubledWire } from '@mallhive/testkit'
import { eventually } from '../surroundings/eventually.ts'
import { opened } from '../surroundings/opened.ts'
import { atRest, customerOf, endsWell, wishOf, type Customer } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

const messageOf = async (shop: WiredShop, { userId }: Customer) => {
  const [order] = await shop.books.query<{ id: string }>(
    'order-service',
    'select id from shop_order where owner_id = $1',
    [userId],
  )
  const key = `order-confirmation:${order?.id}`
  const [message] = await shop.books.query<{ id: string; state: string; attempts: number; last_error: string | null }>(
    'notification-service',
    'select id, state, attempts, last_error from message where key = $1',
    [key],
  )
  return message
}
const oneCustomer = async (shop: WiredShop) => customerOf(shop, [await wishOf(shop)])

describe('the mail server', () => {
  let shop: WiredShop
  let inbox: Inbox
  let cable: TroubledWire
  opened(async (later) => {
    inbox = await startInbox(later)
    cable = await wire(later, inbox.url)
    shop = await wiredShop(later, { SMTP_URL: cable.through(inbox.url) })
  })

  for (const trouble of ['cut', 'hang'] as const)
    it(`${trouble === 'cut' ? 'is cut off' : 'is half open'}: the order is confirmed at once, and its mail comes once, later`, async () => {
      const customer = await oneCustomer(shop)
      const before = inbox.messages().length
      cable[trouble]()
      assert.equal((await customer.press()).status, 201)
      await eventually('a try to send it', async () => ((await messageOf(shop, customer))?.attempts ?? 0) > 0)
      assert.equal((await messageOf(shop, customer))?.state, 'queued')
      cable.heal()
      await atRest(shop, [customer])
      assert.equal(inbox.messages().length, before + 1)
    })
})

describe('the mail box', () => {
  let shop: WiredShop
  opened(async (later) => {
    shop = await wiredShop(later)
  })

  it('cannot be written: the order is confirmed, the mail waits and says why, and is there once when it can be', async () => {
    // Nothing fits into a file that stands where the folder should be: as real an error of the disk as a full one, on any machine.
    rmSync(shop.mailFolder, { recursive: true, force: true })
    writeFileSync(shop.mailFolder, '')
    const customer = await oneCustomer(shop)
    assert.equal((await customer.press()).status, 201)
    const why = await eventually('a reason', async () => (await messageOf(shop, customer))?.last_error ?? undefined)
    assert.match(why, /ENOTDIR|EEXIST/)
    rmSync(shop.mailFolder)
    mkdirSync(shop.mailFolder)
    await atRest(shop, [customer])
    assert.deepEqual(readdirSync(shop.mailFolder), [`${(await messageOf(shop, customer))!.id}.eml`])
  })

  it('is not looked after, since notification-service is away: one mail when it is back', async () => {
    const before = readdirSync(shop.mailFolder).length
    await shop.takeAway('notification-service')
    const customer = await oneCustomer(shop)
    assert.equal((await customer.press()).status, 201)
    await shop.bringBack('notification-service')
    await endsWell(shop, [customer])
    assert.equal(readdirSync(shop.mailFolder).length, before + 1)
  })
})
