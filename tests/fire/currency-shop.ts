import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { newId } from '@mallhive/kernel'
import { productApi } from '@mallhive/product-service/contract'
import { expected } from '../surroundings/services.ts'
import { fragileShop, type FragileShop } from './fragile-shop.ts'

export interface Trading {
  readonly currency: string
  readonly pricesIncludeTax: boolean
  /** Of Germany, in per cent. */
  readonly taxes: { readonly standard: number; readonly reduced: number }
  /** To Germany, in minor units. */
  readonly shipping: number
}
export interface Thing {
  readonly price: number
  readonly taxClass: 'standard' | 'reduced' | 'zero'
}

/** A shop that is set up as merchants set theirs up: by settings, with its own tables of taxes and shipping. */
export async function currencyShop(
  t: TestContext,
  { currency, pricesIncludeTax, taxes, shipping }: Trading,
): Promise<FragileShop> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive-money-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, content: object) => {
    writeFileSync(path.join(folder, name), JSON.stringify(content))
    return path.join(folder, name)
  }
  return fragileShop(t, {
    given: {
      // Crowded machines are slow, and whoever waits is told the end.
      PLACE_PATIENCE_MS: '20000',
      SHOP_CURRENCY: currency,
      PRICES_INCLUDE_TAX: String(pricesIncludeTax),
      TAX_TABLE: file('taxes.json', { DE: taxes }),
      SHIPPING_TABLE: file('shipping.json', {
        calendar: {
          timeZone: 'Europe/Berlin',
          cutOff: '14:00',
          handlingDays: 0,
          workdays: [1, 2, 3, 4, 5],
          holidays: [],
        },
        methods: [
          { method: 'post', title: { en: 'Post' }, zones: [{ countries: ['DE'], price: shipping, days: [1, 2] }] },
        ],
      }),
    },
  })
}

/** Puts things up for sale; answers their variants. */
export async function sell(shop: FragileShop, { currency }: Trading, things: readonly Thing[]): Promise<string[]> {
  const products = shop.client(productApi, await shop.adminToken())
  const made = things.map(async ({ price, taxClass }, index) => {
    const variants = [{ options: [], price: { amount: price, currency }, taxClass, onHand: 1_000_000 }]
    const body = { title: `Thing ${index} ${taxClass}`, status: 'active' as const, variants }
    return expected(201, await products.createProduct({ body, idempotencyKey: newId() })).variants[0]!.id
  })
  return Promise.all(made)
}
