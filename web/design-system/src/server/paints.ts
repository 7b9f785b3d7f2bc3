import type { Client } from '@mallhive/contract'
import type { ProductCard, productApi } from '@mallhive/product-service/contract'
import type { GoodProps } from '../good.tsx'

/** CSS colours by filter and value: `paints['option:Colour']?.['Clay']`. */
export type Paints = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A merchant's paints change seldom, and every card shows them. */
const KEPT_MS = 30_000
const kept = new WeakMap<object, { readonly until: number; readonly paints: Promise<Paints> }>()

/** What colours look like, as the filters of the whole catalogue say; none when they cannot be asked. */
export async function paintsOf(host: object, products: Client<typeof productApi>, now = Date.now()): Promise<Paints> {
  const before = kept.get(host)
  if (before && before.until > now) return before.paints
  const paints = askPaints(products)
  kept.set(host, { until: now + KEPT_MS, paints })
  return paints
}

/** Cards with the paints of their colours: what a shelf shows. */
export const goodsOf = (items: readonly ProductCard[], paints: Paints): GoodProps[] =>
  items.map(({ handle, title, price, compareAt, availability, picture, options }) => ({
    ...{ handle, title, price, compareAt, availability, picture },
    paints: options.flatMap(({ name, values }) => values.flatMap((value) => paints[`option:${name}`]?.[value] ?? [])),
  }))

async function askPaints(products: Client<typeof productApi>): Promise<Paints> {
  const reply = await products.listProducts({ query: { facets: true, limit: 1 } })
  const facets = reply.status === 200 ? (reply.body.facets ?? []) : []
  return Object.fromEntries(
    facets.map(({ key, values }) => [
      key,
      Object.fromEntries(values.flatMap(({ value, swatch }) => (swatch === undefined ? [] : [[value, swatch]]))),
    ]),
  )
}
