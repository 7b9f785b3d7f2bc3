import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import type { Session } from '../contract/index.ts'
import { expected, outcome, running, tally, type Running } from './running.ts'

const home = { name: 'Ann Meyer', line1: 'Lange Straße 1', postalCode: '10115', city: 'Berlin', country: 'DE' }
const of = ({ user }: Session) => ({ userId: user.id })
const add = (shop: Running, session: Session, line1: string, isDefault?: boolean) =>
  shop.as(session).addAddress({
    params: of(session),
    body: { address: { ...home, line1 }, ...(isDefault !== undefined && { isDefault }) },
  })
const list = async (shop: Running, session: Session) =>
  expected(200, await shop.as(session).listAddresses({ params: of(session) })).items.map(
    ({ address, isDefault }) => `${address.line1}${isDefault ? ' (default)' : ''}`,
  )

describe('saved addresses', () => {
  it('have one default: the first, until another is made it or it is removed', async (t) => {
    const shop = await running(t)
    const ann = await shop.register('ann@example.com')
    assert.deepEqual(await list(shop, ann), [])
    const first = expected(201, await add(shop, ann, 'first'))
    assert.deepEqual(first, { id: first.id, isDefault: true, address: { ...home, line1: 'first' } })
    const second = expected(201, await add(shop, ann, 'second'))
    const third = expected(201, await add(shop, ann, 'third', true))
    assert.deepEqual(await list(shop, ann), ['third (default)', 'first', 'second'])

    const params = { ...of(ann), addressId: second.id }
    const body = { address: { ...home, line1: 'second, renamed' }, isDefault: true }
    expected(200, await shop.as(ann).replaceAddress({ params, body }))
    assert.deepEqual(await list(shop, ann), ['second, renamed (default)', 'first', 'third'])
    expected(200, await shop.as(ann).replaceAddress({ params, body: { ...body, isDefault: false } }))
    assert.deepEqual(await list(shop, ann), ['second, renamed (default)', 'first', 'third'])

    for (let twice = 0; twice < 2; twice++) assert.equal(outcome(await shop.as(ann).removeAddress({ params })), '204')
    assert.deepEqual(await list(shop, ann), ['first (default)', 'third'])
    assert.equal(outcome(await shop.as(ann).replaceAddress({ params, body })), '404 address.not_found')
    expected(204, await shop.as(ann).removeAddress({ params: { ...of(ann), addressId: third.id } }))
    expected(204, await shop.as(ann).removeAddress({ params: { ...of(ann), addressId: first.id } }))
    assert.deepEqual(await list(shop, ann), [])
  })

  it('are fifty at most, also when the last places are fought for', async (t) => {
    const shop = await running(t)
    const ann = await shop.register('ann@example.com')
    for (let n = 0; n < 48; n++) expected(201, await add(shop, ann, `number ${n}`))
    const answers = await Promise.all([1, 2, 3, 4].map((n) => add(shop, ann, `last ${n}`, true)))
    assert.deepEqual(tally(answers), { '201': 2, '409 address.too_many': 2 })
    assert.equal((await list(shop, ann)).filter((line) => line.endsWith('(default)')).length, 1)
  })

  it('are refused with the fields that their country needs', async (t) => {
    const shop = await running(t)
    const ann = await shop.register('ann@example.com')
    const incomplete = { name: 'Ann Meyer', line1: 'Lange Straße 1', city: 'Berlin', country: 'DE' }
    const answer = await shop.as(ann).addAddress({ params: of(ann), body: { address: incomplete } })
    assert.equal(outcome(answer), '422 address.incomplete')
    assert.deepEqual((answer.body as { errors: unknown }).errors, [
      { field: 'body/address/postalCode', message: 'A postcode in DE looks like 10119.' },
    ])
  })

  it('are saved once when the request is repeated', async (t) => {
    const shop = await running(t)
    const ann = await shop.register('ann@example.com')
    const request = { params: of(ann), body: { address: home }, idempotencyKey: newId() }
    const first = await shop.as(ann).addAddress(request)
    assert.deepEqual((await shop.as(ann).addAddress(request)).body, first.body)
    assert.deepEqual(await list(shop, ann), ['Lange Straße 1 (default)'])
  })

  it('of others cannot be read, changed or removed', async (t) => {
    const shop = await running(t)
    const [ann, bea] = [await shop.register('ann@example.com'), await shop.register('bea@example.com')]
    const { id } = expected(201, await add(shop, ann, 'first'))
    assert.equal(outcome(await shop.as(bea).listAddresses({ params: of(ann) })), '404 request.not_found')
    const own = { ...of(bea), addressId: id }
    assert.equal(
      outcome(await shop.as(bea).replaceAddress({ params: own, body: { address: home } })),
      '404 address.not_found',
    )
    expected(204, await shop.as(bea).removeAddress({ params: own }))
    assert.deepEqual(await list(shop, ann), ['first (default)'])
  })
})
