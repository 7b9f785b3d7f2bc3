import { addressOf } from '@mallhive/design-system/text'
import type { Shop } from '@mallhive/design-system/server'

/** A sitemap may name 50,000 addresses; this many pages of products leave room for the rest. */
const PAGES_MAX = 480
const PRODUCTS_A_PAGE = 100
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'

/** Every address that should be found: the home page, categories, products. Throws when the list of products fails. */
export async function sitemap(shop: Pick<Shop, 'origin' | 'products' | 'categories'>): Promise<string> {
  const entries: string[] = []
  const categories = (await shop.categories()).filter(({ productCount }) => productCount > 0)
  const paths = [addressOf.home(), addressOf.products(), ...categories.map(({ handle }) => addressOf.category(handle))]
  entries.push(...paths.map((path) => entry(shop.origin, path)))
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { sort: 'newest' as const, limit: PRODUCTS_A_PAGE, ...(cursor !== undefined && { cursor }) }
    const reply = await shop.products.listProducts({ query })
    // Half a map would say that the rest is gone: better none, and readers come again.
    if (reply.status !== 200) throw new Error(`the list of products answered ${reply.status}`)
    entries.push(...reply.body.items.map(({ handle }) => entry(shop.origin, addressOf.product(handle))))
    cursor = reply.body.nextCursor
    if (cursor === undefined) break
  }
  return `${HEAD}${entries.join('')}</urlset>\n`
}

const entry = (origin: string, path: string) => `<url><loc>${escaped(`${origin}${path}`)}</loc></url>\n`
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
