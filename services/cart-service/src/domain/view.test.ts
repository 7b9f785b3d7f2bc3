import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { money, newId } from '@mallhive/kernel'
import type { Offer } from '@mallhive/product-service/contract'
import type { Cart, Line } from './cart.ts'
import { viewCart } from './view.ts'

const NOON = new Date('2026-01-01T12:00:00Z')
const PRICE = money(1_000, 'EUR')
const offer: Offer = {
  variantId: newId(),
  productId: newId(),
  handle: 'lamp',
  title: 'Lamp',
  variantTitle: '',
  price: PRICE,
  taxClass: 'standard',
  grams: 100,
  requiresShipping: true,
  available: 5,
}
const lineOf = (quantity: number, note?: string): Line => ({
  itemId: newId(),
  variantId: offer.variantId,
  quantity,
  note,
  priceSeen: PRICE,
  addedAt: NOON,
})
const shown = (lines: readonly Line[], now: Offer) => {
  const cart: Cart = { userId: newId(), version: 1, lines, updatedAt: NOON }
  return viewCart(cart, new Map([[now.variantId, now]])).lines
}

describe('a line that is shown again', () => {
  it('is the same while nothing has changed', () => {
    const line = lineOf(2)
    assert.equal(shown([line], offer)[0], shown([line], offer)[0])
  })

  it('says what its offer says now', () => {
    const line = lineOf(2)
    const said = (now: Offer) => shown([line], now).map(({ status, product }) => [status, product?.unitPrice.amount])
    assert.deepEqual(said(offer), [['ok', 1_000]])
    assert.deepEqual(said({ ...offer, price: money(1_100, 'EUR') }), [['price-changed', 1_100]])
    assert.deepEqual(said({ ...offer, available: 0 }), [['sold-out', 1_000]])
    assert.deepEqual(said(offer), [['ok', 1_000]])
  })

  it('shares the stock with a line that has come since', () => {
    const line = lineOf(3)
    assert.deepEqual(
      shown([line], offer).map(({ status }) => status),
      ['ok'],
    )
    assert.deepEqual(
      shown([line, lineOf(3, 'a present')], offer).map(({ status }) => status),
      ['low-stock', 'low-stock'],
    )
  })
})
