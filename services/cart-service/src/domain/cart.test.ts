import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CART_LIMITS } from '../../contract/http.ts'
import { addLine } from './adding.ts'
import { takeBought } from './bought.ts'
import { emptyCart, updateLine, type Cart, type Line } from './cart.ts'
import { versionOf } from './etag.ts'
import { mergeCarts } from './merge.ts'

const AT = new Date('2026-11-21T12:00:00Z')
const line = (itemId: string, quantity: number, more: Partial<Line> = {}): Line => ({
  itemId,
  variantId: 'lamp',
  quantity,
  note: undefined,
  priceSeen: { amount: 12_900, currency: 'EUR' },
  addedAt: AT,
  ...more,
})
const cartOf = (userId: string, ...lines: Line[]): Cart => ({ userId, version: 7, lines, updatedAt: AT })
const shown = ({ lines }: Cart) => lines.map(({ itemId, quantity, note }) => [itemId, quantity, note])

describe('a line of a cart', () => {
  it('keeps its id and place when it grows', () => {
    const cart = cartOf('ann', line('a', 1), line('b', 1, { note: 'blue' }))
    const added = addLine(cart, line('c', 2))
    assert.deepEqual(added.ok && shown(added.value.cart), [
      ['a', 3, undefined],
      ['b', 1, 'blue'],
    ])
  })

  it('takes in the line that it becomes the same as', () => {
    const cart = cartOf('ann', line('a', 1), line('b', 2, { note: 'blue' }))
    const updated = updateLine(cart, 'a', { note: 'blue' }, AT)
    assert.ok(updated.ok)
    assert.deepEqual(shown(updated.value.cart), [['a', 3, 'blue']])
    assert.deepEqual(
      updated.value.events.map(({ name }) => name),
      ['cart.item-updated', 'cart.item-removed'],
    )
    const full = updateLine(cartOf('ann', line('a', 1), line('b', 999, { note: 'blue' })), 'a', { note: 'blue' }, AT)
    assert.equal(full.ok, false)
  })
})

describe('what was bought', () => {
  const bought = (quantity: number, note?: string) => ({ variantId: 'lamp', quantity, note })

  it('is taken from the line with the same note first, then from others of the variant', () => {
    const cart = cartOf('ann', line('a', 2), line('b', 2, { note: 'blue' }))
    const taken = takeBought(cart, [bought(3, 'blue')], AT)
    assert.ok(taken.ok)
    assert.deepEqual(shown(taken.value.cart), [['a', 1, undefined]])
    assert.deepEqual(
      taken.value.events.map(({ name, data }) => [name, (data as { quantity: number }).quantity]),
      [
        ['cart.item-updated', 1],
        ['cart.item-removed', 2],
      ],
    )
  })

  it('may be more than is there', () => {
    const taken = takeBought(cartOf('ann', line('a', 2)), [bought(5)], AT)
    assert.deepEqual(taken.ok && taken.value.cart.lines, [])
    const nothing = takeBought(emptyCart('ann'), [bought(5)], AT)
    assert.deepEqual(nothing, { ok: true, value: { cart: emptyCart('ann'), events: [] } })
  })
})

describe('merging', () => {
  const anyCart = (userId: string) =>
    fc
      .uniqueArray(
        fc.record({
          variantId: fc.constantFrom('lamp', 'bowl', 'vase'),
          note: fc.constantFrom(undefined, 'blue'),
          quantity: fc.integer({ min: 1, max: CART_LIMITS.quantity }),
        }),
        { selector: ({ variantId, note }) => `${variantId} ${note}` },
      )
      .map((lines) => cartOf(userId, ...lines.map((one, index) => line(`${userId} ${index}`, one.quantity, one))))

  it('loses nothing but what no line can hold, and a second time changes nothing', () => {
    fc.assert(
      fc.property(anyCart('guest'), anyCart('ann'), (guest, ann) => {
        const merged = mergeCarts(guest, ann, AT)
        assert.deepEqual(merged.from.lines, [])
        for (const variantId of ['lamp', 'bowl', 'vase'])
          for (const note of [undefined, 'blue']) {
            const held = (cart: Cart) =>
              cart.lines.find((one) => one.variantId === variantId && one.note === note)?.quantity ?? 0
            const both = held(guest) + held(ann)
            assert.equal(held(merged.into), Math.min(both, CART_LIMITS.quantity))
            if (both > CART_LIMITS.quantity) assert.ok(merged.report.capped.includes(variantId))
          }
        const again = mergeCarts(merged.from, merged.into, AT)
        assert.deepEqual([again.from, again.into, again.events], [merged.from, merged.into, []])
      }),
    )
  })
})

it('If-Match names a version, any, or one that no cart has', () => {
  assert.deepEqual(['"7"', 'W/"7"', ' "0" ', '*', undefined].map(versionOf), [7, 7, 0, undefined, undefined])
  assert.deepEqual(['7', '"seven"', '"1", "2"', ''].map(versionOf), [-1, -1, -1, -1])
})
