import assert from 'node:assert/strict'
import { it } from 'node:test'
import { money, newId } from '@mallhive/kernel'
import { orderApi, type Order, type Quote } from '@mallhive/order-service/contract'
import { sandboxApi, TEST_CARDS } from '@mallhive/sandbox-provider/contract'
import { userToken } from '@mallhive/testkit'
import fc from 'fast-check'
import { minorUnits, shownSums } from '../fire/confirmation-mail.ts'
import { currencyShop, sell, type Thing, type Trading } from '../fire/currency-shop.ts'
import type { FragileShop } from '../fire/fragile-shop.ts'
import { expected } from '../surroundings/services.ts'
import { orderFor, type Wish } from '../surroundings/shopper.ts'

const CARTS = 10
const THINGS = 6
const CARD = { number: TEST_CARDS.approves, expiryMonth: 12, expiryYear: 2040, code: '123' }

/** Taxes that leave something to round in nearly every line. */
const TRADINGS: readonly (Trading & { readonly decimals: number })[] = [
  { currency: 'JPY', decimals: 0, pricesIncludeTax: true, taxes: { standard: 10, reduced: 8 }, shipping: 757 },
  { currency: 'JPY', decimals: 0, pricesIncludeTax: false, taxes: { standard: 10, reduced: 8.1 }, shipping: 0 },
  { currency: 'EUR', decimals: 2, pricesIncludeTax: true, taxes: { standard: 25.5, reduced: 5.5 }, shipping: 487 },
  { currency: 'EUR', decimals: 2, pricesIncludeTax: false, taxes: { standard: 19, reduced: 7 }, shipping: 491 },
  { currency: 'KWD', decimals: 3, pricesIncludeTax: true, taxes: { standard: 5.55, reduced: 2.5 }, shipping: 1_234 },
  { currency: 'KWD', decimals: 3, pricesIncludeTax: false, taxes: { standard: 15, reduced: 0 }, shipping: 2_505 },
]

const things: fc.Arbitrary<readonly Thing[]> = fc.array(
  fc.record({
    price: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 9_999_999 })),
    taxClass: fc.constantFrom('standard' as const, 'standard' as const, 'reduced' as const, 'zero' as const),
  }),
  { minLength: THINGS, maxLength: THINGS },
)
/** How many of which thing, the same one perhaps twice. */
const cart = fc.array(fc.record({ thing: fc.nat(THINGS - 1), quantity: fc.integer({ min: 1, max: 999 }) }), {
  minLength: 1,
  maxLength: 8,
})

for (const trading of TRADINGS) {
  const { currency, decimals, pricesIncludeTax } = trading
  it(`the sum of what is shown is authorised and captured, in ${currency} with tax ${pricesIncludeTax ? 'included' : 'on top'} (P13)`, async (t) => {
    const shop = await currencyShop(t, trading)
    const variantIds = await sell(shop, trading, fc.sample(things, { seed: 13, numRuns: 1 })[0]!)
    const asInteger = (shown: string) => minorUnits(shown, decimals)
    const bought = async (wished: readonly { readonly thing: number; readonly quantity: number }[]) => {
      const lines = wished.map(({ thing, quantity }) => ({ variantId: variantIds[thing]!, quantity }))
      const { quote, order } = await buy(shop, lines)
      const { totals } = order
      assert.deepEqual([order.lines, totals], [quote.lines, quote.totals])
      const sums = [totals.subtotal, totals.shipping, ...(pricesIncludeTax ? [] : [totals.tax])]
      assert.deepEqual(totals.total, money(add(sums.map(({ amount }) => amount)), currency))

      const shown = await shownSums(shop, order.id)
      assert.deepEqual(
        shown.lines.map(asInteger),
        order.lines.map(({ total }) => total.amount),
      )
      assert.equal(add(shown.lines.map(asInteger)), asInteger(shown.subtotal))
      const all = [shown.subtotal, shown.delivery, ...shown.taxes].map(asInteger)
      assert.equal(add(all), asInteger(shown.total))

      const total = asInteger(shown.total)
      assert.deepEqual(await ledgerOf(shop, order.id), [
        { kind: 'authorise', amount: total, currency },
        { kind: 'capture', amount: total, currency },
      ])
    }
    await Promise.all(fc.sample(cart, { seed: 13, numRuns: CARTS }).map(bought))
  })
}

/** A guest who looks at the price, and orders for just that. */
async function buy(shop: FragileShop, lines: readonly Wish[]): Promise<{ quote: Quote; order: Order }> {
  const orders = shop.client(orderApi, await userToken({ id: newId(), guest: true }))
  const quote = expected(201, await orders.createQuote({ body: { lines: [...lines], country: 'DE' } }))
  const { token } = expected(201, await shop.client(sandboxApi).createToken({ body: CARD }))
  const body = orderFor(lines, quote, token)
  return { quote, order: expected(201, await orders.placeOrder({ body, idempotencyKey: newId() })) }
}

const ledgerOf = ({ books }: FragileShop, orderId: string) =>
  books.query('sandbox-provider', 'select kind, amount::int8, currency from movement where key = $1 order by seq', [
    orderId,
  ])

const add = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
