/** What lists, totals and orders should be, worked out product by product: what tests compare the search with. */
import { wordsOf } from '../src/domain/fold.ts'
import type { StoredProduct } from '../src/domain/stored-product.ts'
import type { SortKey, Wanted } from '../src/search/product-search.ts'
import { NOW } from './test-shop.ts'

export interface Everything {
  readonly products: readonly StoredProduct[]
  readonly featured: readonly string[]
  /** Products of each category, with those below it. */
  readonly categories: ReadonlyMap<string, ReadonlySet<string>>
}

/** The rules once more, read from the promise of the port and nothing else. */
export function bruteForce({ products, categories }: Everything, wanted: Wanted): readonly StoredProduct[] {
  return products.filter((product) => {
    if (product.status !== 'active' || !product.publishedAt || product.publishedAt > NOW) return false
    if (wanted.category !== undefined && !categories.get(wanted.category)!.has(product.id)) return false
    if (wanted.text !== undefined && !hasWords(product, wanted.text)) return false
    if (wanted.vendors.length > 0 && !wanted.vendors.includes(product.vendor ?? '')) return false
    if (wanted.types.length > 0 && !wanted.types.includes(product.type ?? '')) return false
    if (wanted.tags.length > 0 && !wanted.tags.some((tag) => product.tags.includes(tag))) return false
    return product.variants.some((variant) => {
      const terms = product.options.map(({ name }, index) => `${name}:${variant.optionValues[index]}`)
      const names = new Set(wanted.options.map((term) => term.split(':')[0]!))
      for (const name of names)
        if (!wanted.options.some((term) => term.startsWith(`${name}:`) && terms.includes(term))) return false
      if (wanted.priceMin !== undefined && variant.price.amount < wanted.priceMin) return false
      if (wanted.priceMax !== undefined && variant.price.amount > wanted.priceMax) return false
      const inStock = !variant.tracked || variant.soldOutPolicy === 'continue' || variant.onHand - variant.reserved > 0
      return !wanted.available || inStock
    })
  })
}

function hasWords(product: StoredProduct, text: string): boolean {
  const { title, vendor = '', type = '', tags, variants, description } = product
  const values = variants.flatMap(({ optionValues }) => optionValues)
  const words = wordsOf([title, vendor, type, ...tags, ...values, description.html.replace(/<\/?p>/g, ' ')].join(' '))
  const asked = wordsOf(text)
  return asked.every((word, index) =>
    words.some((known) => (index === asked.length - 1 ? known.startsWith(word) : known === word)),
  )
}

export function inOrder({ featured }: Everything, products: readonly StoredProduct[], sort: SortKey): string[] {
  const place = ({ id }: StoredProduct) => (featured.includes(id) ? featured.indexOf(id) : Number.MAX_SAFE_INTEGER)
  const low = ({ variants }: StoredProduct) => Math.min(...variants.map(({ price }) => price.amount))
  const key = (product: StoredProduct): (string | number)[] => {
    const newest = -product.publishedAt!.getTime()
    if (sort === 'newest') return [newest]
    if (sort === 'price-asc') return [low(product)]
    if (sort === 'price-desc') return [-low(product)]
    if (sort === 'title-asc') return [wordsOf(product.title).join(' ')]
    return [place(product), newest]
  }
  const compare = (a: (string | number)[], b: (string | number)[]): number => {
    for (const [index, left] of a.entries()) if (left !== b[index]) return left < b[index]! ? -1 : 1
    return 0
  }
  return products
    .map((product) => ({ id: product.id, key: [...key(product), product.id] }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ id }) => id)
}
