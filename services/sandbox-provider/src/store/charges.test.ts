import assert from 'node:assert/strict'
import { it } from 'node:test'
import { logger, migrateService, openDatabase } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import { authorise, capture, refund, voidCharge } from '../domain/charge.ts'
import { postgresCharges } from './charges.ts'
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
