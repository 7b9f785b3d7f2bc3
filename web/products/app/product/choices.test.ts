import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Product, Variant } from '@mallhive/product-service/contract'
import { choicesOf, picturesOf, variantOf, variantWith } from './choices.ts'

const variant = (id: string, options: string[], more: Partial<Variant> = {}): Variant => ({
  ...{ id, title: options.join(' / '), options, requiresShipping: true, taxClass: 'standard' },
  price: { amount: 1_000, currency: 'EUR' },
  availability: { state: 'in-stock' },
  ...more,
})
const soldOut = { availability: { state: 'sold-out' as const } }
const picture = (alt: string) => ({ alt, sizes: [{ width: 400, url: `/media/${alt}.webp` }] })

const lamp: Pick<Product, 'options' | 'variants' | 'pictures'> = {
  options: [
    { name: 'Colour', values: ['Clay', 'Moss', 'Plum'] },
    { name: 'Size', values: ['28', '36', '44'] },
  ],
  pictures: [picture('clay'), picture('moss'), picture('plum'), picture('room')],
  variants: [
    variant('c28', ['Clay', '28'], { picture: 0 }),
    variant('c36', ['Clay', '36'], { picture: 0, ...soldOut }),
    variant('m28', ['Moss', '28'], { picture: 1 }),
    variant('m44', ['Moss', '44'], { picture: 1 }),
    variant('p36', ['Plum', '36'], { picture: 2, ...soldOut }),
  ],
}
const of = (id: string) => lamp.variants.find((each) => each.id === id)!

test('each value says whether it is in stock, sold out or not made with what else is chosen, and where it leads', () => {
  assert.deepEqual(choicesOf(lamp, of('c28')), [
    {
      option: 'Colour',
      chosen: 'Clay',
      values: [
        { value: 'Clay', state: 'in-stock', variantId: 'c28', picture: 0 },
        { value: 'Moss', state: 'in-stock', variantId: 'm28', picture: 1 },
        { value: 'Plum', state: 'not-made', variantId: 'p36', picture: 2 },
      ],
    },
    {
      option: 'Size',
      chosen: '28',
      values: [
        { value: '28', state: 'in-stock', variantId: 'c28' },
        { value: '36', state: 'sold-out', variantId: 'c36' },
        { value: '44', state: 'not-made', variantId: 'm44' },
      ],
    },
  ])
})

test('a variant that is not asked for, or not there, is the first that can be bought, or the one on the card', () => {
  const late = { variants: [variant('a', ['A'], soldOut), variant('b', ['B'])] }
  assert.equal(variantOf(late, null)?.id, 'b')
  assert.equal(variantOf(late, 'gone')?.id, 'b')
  assert.equal(variantOf(late, 'a')?.id, 'a')
  assert.equal(variantOf({ variants: [variant('a', ['A'], soldOut)] }, null)?.id, 'a')
  const pictured = [variant('a', ['A'], { picture: 1 }), variant('b', ['B'], { picture: 0 })]
  assert.equal(variantOf({ variants: pictured }, null)?.id, 'b')
})

test('values sent by a form find their variant, or the nearest that has the last one', () => {
  assert.equal(variantWith(lamp, ['Moss', '44'])?.id, 'm44')
  assert.equal(variantWith(lamp, ['Plum', '28'])?.id, 'c28')
  assert.equal(variantWith(lamp, ['Clay', 'XL']), undefined)
  assert.equal(variantWith(lamp, []), undefined)
})

test('a variant shows its own picture first, and none that belongs to another', () => {
  const alts = (id: string) => picturesOf(lamp, of(id)).map(({ alt }) => alt)
  assert.deepEqual(alts('m44'), ['moss', 'room'])
  const only = { pictures: [picture('a')], variants: [variant('x', ['X'], { picture: 0 }), variant('y', ['Y'])] }
  assert.deepEqual(picturesOf(only, only.variants[1]!), only.pictures)
  const uncopied = { ...lamp, pictures: lamp.pictures.map(({ alt }) => ({ alt, sizes: [] })) }
  assert.deepEqual(picturesOf(uncopied, of('m44')), [{ alt: 'clay', sizes: [] }])
})

test('words stay where pictures could not be copied or do not tell values apart', () => {
  const uncopied = { ...lamp, pictures: lamp.pictures.map(({ alt }) => ({ alt, sizes: [] })) }
  const pictures = choicesOf(uncopied, of('c28')).flatMap(({ values }) => values.map((value) => value.picture))
  assert.ok(pictures.every((each) => each === undefined))
})
