import assert from 'node:assert/strict'
import { it } from 'node:test'
import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { freshDatabase, watchStatements } from '@mallhive/testkit'
import { sql } from 'kysely'
import { authorise, capture, refund, voidCharge, type Kept } from '../domain/charge.ts'
import { postgresCharges } from './charges.ts'
import { remembered } from './remembered.ts'
import type { SandboxTables } from './tables.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const asked = (key: string, amount = 500) => ({
  ...{ id: newId(), key, token: 'tok', amount: { amount, currency: 'EUR' }, now: NOW, secondStepUntil: NOW },
})
const card = { brand: 'Visa', last4: '4242', behaviour: 'approves' as const }

it('keeps a ledger that nobody can change, and sums that cannot be wrong', async (t) => {
  const url = await freshDatabase(t, 'charges')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<SandboxTables>(url, { service: 'sandbox-provider', poolMax: 4, log })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  const charges = postgresCharges(database, () => [])
  await charges.change('one', NOW, (kept) => authorise({ ...kept, card }, asked('one')))
  await charges.change('one', NOW, capture)

  const { read } = database
  await assert.rejects(sql`update movement set amount = 1`.execute(read), /append-only/)
  await assert.rejects(sql`delete from movement`.execute(read), /append-only/)
  await assert.rejects(sql`update charge set captured = 501`.execute(read), /charge_check/)
  await assert.rejects(sql`update charge set refunded = 501`.execute(read), /charge_check/)
})

it('gives a refund key to one charge alone, and a key to one charge or none', async (t) => {
  const url = await freshDatabase(t, 'charges')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<SandboxTables>(url, { service: 'sandbox-provider', poolMax: 8, log })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  const charges = postgresCharges(database, () => [])
  for (const key of ['one', 'two']) {
    await charges.change(key, NOW, (kept) => authorise({ ...kept, card }, asked(key)))
    await charges.change(key, NOW, capture)
  }
  const back = (key: string) => charges.change(key, NOW, (kept) => refund(kept, 'r', { amount: 1, currency: 'EUR' }))
  assert.equal((await back('one')).ok, true)
  assert.deepEqual(await back('two'), { ok: false, error: { code: 'charge.key_reused' } })

  const raced = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      charges.change('three', NOW, (kept) =>
        index % 3 === 0 ? voidCharge(kept) : authorise({ ...kept, card }, asked('three')),
      ),
    ),
  )
  const charge = await charges.find('three')
  assert.equal(charge?.state ?? 'never charged', charge ? 'voided' : 'never charged')
  assert.equal(raced.filter(({ ok }) => ok).length >= 4, true)
})

it('gives a key to a charge or to a bar, and makes each change once, when two processes are asked at once', async (t) => {
  const url = await freshDatabase(t, 'charges')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const open = () => {
    const database = openDatabase<SandboxTables>(url, { service: 'sandbox-provider', poolMax: 4, log })
    t.after(() => database.close())
    return { read: database.read, charges: postgresCharges(database, () => []) }
  }
  const [here, there] = [open(), open()]
  await migrateService(here.read, new URL('../../migrations/', import.meta.url))
  const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`)
  await Promise.all(
    keys.flatMap((key, index) => {
      const [one, other] = index % 2 === 0 ? [here, there] : [there, here]
      return [
        one.charges.change(key, NOW, (kept) => authorise({ ...kept, card }, asked(key))),
        other.charges.change(key, NOW, voidCharge),
        one.charges.change(key, NOW, capture),
      ]
    }),
  )
  for (const key of keys) {
    const charge = await there.charges.find(key)
    const rows = await here.read.selectFrom('movement').select('kind').where('key', '=', key).orderBy('seq').execute()
    const moved = rows.map(({ kind }) => kind).join()
    const expected = { voided: 'authorise,void', captured: 'authorise,capture', none: '' }
    assert.equal(moved, expected[(charge?.state ?? 'none') as keyof typeof expected])
    assert.equal(charge?.sequence ?? 2, 2)
  }
})

it('refuses only the refund whose key another charge has, of many at once', async (t) => {
  const url = await freshDatabase(t, 'charges')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const database = openDatabase<SandboxTables>(url, { service: 'sandbox-provider', poolMax: 4, log })
  t.after(() => database.close())
  await migrateService(database.read, new URL('../../migrations/', import.meta.url))
  const charges = postgresCharges(database, () => [])
  const keys = ['one', 'two', 'three', 'four']
  for (const key of keys) {
    await charges.change(key, NOW, (kept) => authorise({ ...kept, card }, asked(key)))
    await charges.change(key, NOW, capture)
  }
  const back = (key: string, refundKey: string) =>
    charges.change(key, NOW, (kept) => refund(kept, refundKey, { amount: 1, currency: 'EUR' }))
  await back('one', 'r')
  const outcomes = await Promise.all([back('two', 'r2'), back('three', 'r'), back('four', 'r4')])
  assert.deepEqual(
    outcomes.map(({ ok }) => ok),
    [true, false, true],
  )
  assert.deepEqual(
    (await Promise.all(keys.map((key) => charges.find(key)))).map((charge) => charge?.refunded),
    [1, 1, 0, 1],
  )
})

it('goes by what it saw last, and by what stands when another process has changed that', async (t) => {
  const url = await freshDatabase(t, 'charges')
  const log = logger('test', { LOG_LEVEL: 'silent' })
  const open = () => {
    const seen = remembered()
    const database = openDatabase<SandboxTables>(url, { service: 'sandbox-provider', poolMax: 4, log })
    t.after(() => database.close())
    return { read: database.read, charges: postgresCharges(database, () => [], seen), seen }
  }
  const [here, there] = [open(), open()]
  await migrateService(here.read, new URL('../../migrations/', import.meta.url))
  here.seen.card('tok', card)
  const pay = (kept: Kept) => authorise(kept, asked('one'))
  await here.charges.change('warm', NOW, (kept) => authorise(kept, asked('warm')), 'tok')

  const { sent } = watchStatements(t)
  assert.equal((await here.charges.change('one', NOW, pay, 'tok')).ok, true)
  assert.equal((await here.charges.change('one', NOW, capture)).ok, true)
  assert.equal(sent.length, 2)

  const back = (amount: number, refundKey: string) => (kept: Kept) =>
    refund(kept, refundKey, { amount, currency: 'EUR' })
  assert.equal((await there.charges.change('one', NOW, back(300, 'first'))).ok, true)
  assert.deepEqual(await here.charges.change('one', NOW, back(300, 'second')), {
    ok: false,
    error: { code: 'charge.too_much' },
  })
  await here.charges.change('one', NOW, back(200, 'third'))
  assert.equal((await there.charges.find('one'))?.refunded, 500)
})
