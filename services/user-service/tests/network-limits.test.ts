import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { expected, outcome, PASSWORD, running, tally, type Running } from './running.ts'

const MINUTE_MS = 60_000
const HERE = '203.0.113.9'
const guests = ({ from }: Running, address: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => from(address).createGuest({ body: {} })))

describe('guests from one network', () => {
  it('are so many an hour, on all processes together, and a restart forgives nothing', async (t) => {
    const first = await running(t, { env: { GUESTS_PER_ADDRESS: '10' } })
    const second = await first.another()
    const [some, others] = await Promise.all([guests(first, HERE, 8), guests(second, HERE, 8)])
    assert.deepEqual(tally([...some, ...others]), { '201': 10, '429 user.too_many': 6 })
    await second.stop()
    const third = await first.another()
    const refused = await third.from(HERE).createGuest({ body: {} })
    assert.equal(outcome(refused), '429 user.too_many')
    const seconds = Number(refused.headers?.['retry-after'])
    assert.ok(seconds > 59 * 60 && seconds <= 60 * 60, `retry after ${seconds} s`)

    assert.deepEqual(tally(await guests(third, '203.0.113.10', 2)), { '201': 2 })
    first.pass(60 * MINUTE_MS)
    assert.deepEqual(tally(await guests(third, HERE, 12)), { '201': 10, '429 user.too_many': 2 })
    assert.equal((await first.database.query('select from account')).rowCount, 22)
  })

  it('are counted by 64 bits of IPv6, not by its addresses', async (t) => {
    const shop = await running(t, { env: { GUESTS_PER_ADDRESS: '3' } })
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::1', '2001:db8::4', '2001:db8:0:1::1']
    const answers = await Promise.all(addresses.map((address) => shop.from(address).createGuest({ body: {} })))
    assert.deepEqual(tally(answers), { '201': 4, '429 user.too_many': 1 })
  })

  it('are told apart in one batch: those of other networks, repeats and neighbours are made as ever', async (t) => {
    const shop = await running(t, { env: { GUESTS_PER_ADDRESS: '2' } })
    const repeated = { body: { language: 'de' }, idempotencyKey: newId() }
    const before = expected(201, await shop.as().createGuest(repeated))
    const [flood, others, inside, again] = await Promise.all([
      guests(shop, HERE, 20),
      Promise.all([1, 2, 3, 4, 5].map((n) => shop.from(`198.51.100.${n}`).createGuest({ body: {} }))),
      Promise.all([1, 2, 3, 4, 5].map(() => shop.as().createGuest({ body: {} }))),
      shop.as().createGuest(repeated),
    ])
    assert.deepEqual(tally(flood), { '201': 2, '429 user.too_many': 18 })
    assert.deepEqual([tally(others), tally(inside)], [{ '201': 5 }, { '201': 5 }])
    assert.deepEqual(expected(201, again).user, before.user)
    const ids = [...others, ...inside].map((answer) => expected(201, answer).user.id)
    assert.equal(new Set(ids).size, 10)
    for (const answer of [...others, ...inside, again])
      assert.equal(outcome(await shop.refresh(expected(201, answer).refreshToken)), '200')
  })
})

describe('wrong passwords from one network', () => {
  it('are fifty, whatever accounts they are tried on, and lock nobody out elsewhere', async (t) => {
    const first = await running(t)
    await first.register('ann@example.com')
    const guess = (shop: Running, n: number) =>
      shop.from(HERE).signIn({ body: { email: `person${n}@example.com`, password: 'the same for all' } })
    const answers = []
    for (let n = 0; n < 55; n++) answers.push(await guess(first, n))
    assert.deepEqual(tally(answers), { '401 user.wrong_credentials': 50, '429 user.locked': 5 })

    // What the network tried in vain does not count on the account.
    const ann = { body: { email: 'ann@example.com', password: PASSWORD } }
    for (let n = 0; n < 8; n++) assert.equal(outcome(await first.from(HERE).signIn(ann)), '429 user.locked')
    assert.equal(outcome(await first.from('198.51.100.1').signIn(ann)), '201')

    const second = await first.another()
    assert.equal(outcome(await guess(second, 99)), '429 user.locked')
    first.pass(15 * MINUTE_MS)
    assert.equal(outcome(await second.from(HERE).signIn(ann)), '201')
  })

  it('do not count when they were right after all', async (t) => {
    const { from, register, database } = await running(t)
    await register('ann@example.com')
    const ann = { body: { email: 'ann@example.com', password: PASSWORD } }
    for (let n = 0; n < 5; n++) assert.equal(outcome(await from(HERE).signIn(ann)), '201')
    const { rows } = await database.query('select purpose, network, uses from network_use')
    assert.deepEqual(rows, [{ purpose: 'sign-in', network: HERE, uses: 0 }])
  })
})

it('an account stays locked when the service starts again', async (t) => {
  const first = await running(t)
  await first.register('ann@example.com')
  for (let n = 0; n < 5; n++) await first.signIn('ann@example.com', 'wrong')
  const second = await first.another()
  await first.stop()
  assert.equal(outcome(await second.signIn('ann@example.com')), '429 user.locked')
})

it('accounts from one network are a hundred an hour', async (t) => {
  const { from, database } = await running(t)
  const register = (n: number) => from(HERE).register({ body: { email: `p${n}@example.com`, password: PASSWORD } })
  await database.query(`insert into network_use values ('registration', '${HERE}', 99, now())`)
  assert.equal(outcome(await register(1)), '201')
  assert.equal(outcome(await register(2)), '429 user.too_many')
})
