import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allot, allotEach, summed, type Reservable } from './reservation.ts'

const variant = (
  variantId: string,
  levels: [location: string, onHand: number, reserved: number][],
  more: Partial<Reservable> = {},
): Reservable => ({
  variantId,
  tracked: true,
  soldOutPolicy: 'deny',
  levels: levels.map(([location, onHand, reserved]) => ({ location, onHand, reserved })),
  ...more,
})
const line = (variantId: string, quantity: number) => ({ variantId, quantity })
const part = (variantId: string, quantity: number, location: string, counted = true) => ({
  variantId,
  quantity,
  location,
  counted,
})

describe('lines', () => {
  it('of one variant are summed, in the order of ids', () => {
    assert.deepEqual(summed([line('b', 1), line('a', 2), line('B', 3)]), [line('a', 2), line('b', 4)])
  })
})

describe('allotting', () => {
  it('uses locations up in their order', () => {
    const variants = [
      variant('a', [
        ['main', 5, 3],
        ['outlet', 4, 0],
      ]),
    ]
    assert.deepEqual(allot([line('a', 5)], variants, 'main'), {
      ok: true,
      value: [part('a', 2, 'main'), part('a', 3, 'outlet')],
    })
  })

  it('takes nothing from a location for what another owes', () => {
    const variants = [
      variant('a', [
        ['main', -5, 0],
        ['outlet', 3, 0],
      ]),
    ]
    assert.deepEqual(allot([line('a', 3)], variants, 'main'), { ok: true, value: [part('a', 3, 'outlet')] })
  })

  it('names all lines that are short, and takes none', () => {
    const variants = [variant('a', [['main', 1, 0]]), variant('b', [['main', 9, 0]]), variant('c', [])]
    assert.deepEqual(allot([line('a', 2), line('b', 1), line('c', 1)], variants, 'main'), {
      ok: false,
      error: {
        code: 'stock.short',
        lines: [
          { variantId: 'a', asked: 2, available: 1 },
          { variantId: 'c', asked: 1, available: 0 },
        ],
      },
    })
  })

  it('owes what is sold beyond the stock at the first location', () => {
    const variants = [
      variant(
        'a',
        [
          ['main', 1, 0],
          ['outlet', 2, 0],
        ],
        { soldOutPolicy: 'continue' },
      ),
    ]
    assert.deepEqual(allot([line('a', 9)], variants, 'main'), {
      ok: true,
      value: [part('a', 7, 'main'), part('a', 2, 'outlet')],
    })
  })

  it('counts nothing of what is not tracked', () => {
    const variants = [variant('a', [['main', 1, 0]], { tracked: false })]
    assert.deepEqual(allot([line('a', 9)], variants, 'main'), { ok: true, value: [part('a', 9, 'main', false)] })
  })
})

describe('allotting to several orders', () => {
  it('gives each what those before it have left, and lets one that is refused stand in nobody’s way', () => {
    const variants = [
      variant('a', [
        ['main', 3, 1],
        ['outlet', 4, 0],
      ]),
      variant('b', [['main', 0, 0]], { tracked: false }),
    ]
    const orders = [
      [line('a', 1), line('b', 2)],
      [line('a', 9)],
      [line('a', 3), line('b', 1)],
      [line('a', 3)],
      [line('a', 2)],
    ]
    const short = (asked: number, available: number) => ({
      ok: false,
      error: { code: 'stock.short', lines: [{ variantId: 'a', asked, available }] },
    })
    assert.deepEqual(allotEach(orders, variants, 'main'), [
      { ok: true, value: [part('a', 1, 'main'), part('b', 2, 'main', false)] },
      short(9, 5),
      { ok: true, value: [part('a', 1, 'main'), part('a', 2, 'outlet'), part('b', 1, 'main', false)] },
      short(3, 2),
      { ok: true, value: [part('a', 2, 'outlet')] },
    ])
  })
})
