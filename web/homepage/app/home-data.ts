import type { GoodProps, Room } from '@mallhive/design-system'
import { expected, goodsOf, recentlySeen, type Shop, type ShopSettings } from '@mallhive/design-system/server'
import type { Category, Product } from '@mallhive/product-service/contract'

export interface HomeData {
  readonly shop: string
  readonly sentence: string
  readonly origin: string
  readonly hero: ShopSettings['hero'] | undefined
  readonly newest: readonly GoodProps[]
  readonly featured: readonly GoodProps[]
  readonly rooms: readonly Room[]
  /** How many products there are in all. */
  readonly total: number
  readonly seen: readonly GoodProps[]
}

const NEWEST = 4
const FEATURED = 8
const ROOMS = 4
const SEEN = 6

/** What the home page shows. Throws the failure page's response when product-service cannot be asked at all. */
export async function loadHome(shop: Shop, request: Request): Promise<HomeData> {
  const { settings, origin, products } = shop
  const [newest, featured, list, categories, paints, seen, hero] = await Promise.all([
    products.newProducts({ query: { limit: NEWEST } }),
    products.featuredProducts({ query: { limit: FEATURED } }),
    products.listProducts({ query: { limit: 1 } }),
    shop.categories(),
    shop.paints(),
    seenProducts(shop, request),
    heroOf(shop),
  ])
  return {
    ...{ shop: settings.name, sentence: settings.sentence, origin, hero },
    newest: goodsOf(expected(newest, 200).items, paints),
    featured: featured.status === 200 ? goodsOf(featured.body.items, paints) : [],
    rooms: roomsOf(categories, settings.rooms),
    total: list.status === 200 ? list.body.total : 0,
    seen,
  }
}

/** The categories that the merchant chose for the home page, else the first ones; only those with something in them. */
export function roomsOf(categories: readonly Category[], chosen: readonly string[] | undefined): Room[] {
  const filled = categories.filter(({ productCount }) => productCount > 0)
  const rooms = chosen
    ? chosen.flatMap((handle) => filled.find((category) => category.handle === handle) ?? [])
    : filled.filter(({ parentId }) => parentId === undefined)
  return rooms
    .slice(0, ROOMS)
    .map(({ handle, title, productCount, picture }) => ({ handle, title, productCount, picture }))
}

/** What the merchant put first, unless the product it leads to is not there (any more). */
async function heroOf({ settings, products }: Shop): Promise<ShopSettings['hero'] | undefined> {
  if (!settings.hero) return undefined
  const reply = await products.getProduct({ params: { idOrHandle: settings.hero.product } })
  return reply.status === 404 ? undefined : settings.hero
}

/** Products the browser remembers, newest first. What is gone, or cannot be asked now, is left out. */
async function seenProducts(shop: Shop, request: Request): Promise<GoodProps[]> {
  const handles = recentlySeen(request).slice(0, SEEN)
  const replies = await Promise.all(handles.map((idOrHandle) => shop.products.getProduct({ params: { idOrHandle } })))
  return replies.flatMap((reply) => (reply.status === 200 ? (seenCard(reply.body) ?? []) : []))
}

function seenCard({ handle, title, pictures, variants }: Product): GoodProps | undefined {
  const [cheapest] = variants.toSorted((a, b) => a.price.amount - b.price.amount)
  if (!cheapest) return undefined
  const { price, availability } = cheapest
  return { handle, title, price: { from: price, to: price }, availability, picture: pictures[0] }
}
