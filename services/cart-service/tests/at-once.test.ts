import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { expected, outcome, running, stock, type Shopper } from './running.ts'

const of = ({ id }: Shopper) => ({ params: { userID: id } })

describe('a cart that many change at the same moment', () => {
  it('has the exact sum after two hundred adds of twenty variants (P8)', async (t) => {
    const { shelf, shopper, events } = await running(t, { keepEvents: true })
    const ann = await shopper()
    const variants = Array.from({ length: 20 }, () => stock(shelf).variantId)
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        ann.api.addItem({ ...of(ann), body: { variantId: variants[n % 20]!, quantity: 1 + (n % 3) } }),
      ),
    )
    assert.deepEqual([...new Set(answers.map(outcome))], ['200'])
    const cart = expected(200, await ann.api.getCart(of(ann)))
    assert.equal(cart.version, 200)
    assert.equal(cart.lines.length, 20)
    // Of 200 adds, 67 are of one, 67 of two and 66 of three things.
    assert.equal(cart.count, 67 + 2 * 67 + 3 * 66)
    const wanted = variants.map((_, variant) => {
      let sum = 0
      for (let n = variant; n < 200; n += 20) sum += 1 + (n % 3)
      return sum
    })
    assert.deepEqual(
      variants.map((id) => cart.lines.find(({ variantId }) => variantId === id)?.quantity),
      wanted,
    )
    const versions = (await events(ann.id)).map(({ data }) => (data as { version: number }).version)
    assert.deepEqual(
      versions,
      Array.from({ length: 200 }, (_, n) => n + 1),
    )
  })

  it('takes one of ten edits of the same version, and tells the others what it is now (P8)', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const [line] = expected(200, await ann.api.addItem({ ...of(ann), body: { variantId, quantity: 1 } })).lines
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        ann.api.updateItem({
          params: { userID: ann.id, itemID: line!.itemId },
          headers: { 'if-match': '"1"' },
          body: { quantity: 10 + n },
        }),
      ),
    )
    assert.deepEqual(answers.map(outcome).toSorted(), ['200', ...Array<string>(9).fill('412 version.mismatch')])
  })

  it('grows once when a request is repeated with its Idempotency-Key, also at the same moment (P7)', async (t) => {
    const { shelf, shopper } = await running(t)
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const request = { ...of(ann), body: { variantId, quantity: 2 }, idempotencyKey: newId() }
    const answers = await Promise.all(Array.from({ length: 5 }, () => ann.api.addItem(request)))
    for (const answer of answers) assert.ok(['200', '409 idempotency.running'].includes(outcome(answer)))
    const again = await ann.api.addItem(request)
    assert.equal(expected(200, again).count, 2)
    assert.equal(again.headers?.['idempotency-replayed'], 'true')
    assert.equal(expected(200, await ann.api.getCart(of(ann))).count, 2)
    const other = await ann.api.addItem({ ...request, body: { variantId, quantity: 3 } })
    assert.equal(outcome(other), '422 idempotency.reused')
  })

  it('grows once when the process died between the change and its reply', async (t) => {
    const { shelf, shopper, database } = await running(t)
    const [ann, { variantId }] = [await shopper(), stock(shelf)]
    const request = { ...of(ann), body: { variantId, quantity: 2 }, idempotencyKey: newId() }
    await ann.api.addItem(request)
    // What a crash would have left: the change is there, the reply is not.
    await database.query(`update idempotency_key set status = null, reply = null, lease_until = now() - interval '1 s'`)
    assert.equal(expected(200, await ann.api.addItem(request)).count, 2)
  })
})
