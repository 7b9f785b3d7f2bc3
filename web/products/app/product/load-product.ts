import { addressOf, type GoodProps } from '@mallhive/design-system'
import { expected, goodsOf, type Shop } from '@mallhive/design-system/server'
import { newId } from '@mallhive/kernel'
import type { Product, Variant } from '@mallhive/product-service/contract'
import { data, redirect } from 'react-router'
import { type MiniCartData, miniCartOf } from './added.ts'
import { choicesOf, type OptionChoices, picturesOf, variantOf, variantWith } from './choices.ts'
import { quantityOf } from './quantity.ts'

/** What one variant's page shows. Of 2,048 variants only this one travels to the browser. */
export interface ProductData {
  readonly handle: string
  readonly title: string
  readonly variant: Variant
  readonly choices: readonly OptionChoices[]
  readonly choicePictures: Product['pictures']
  readonly pictures: Product['pictures']
  readonly descriptionHtml: string
  readonly vendor: string | undefined
  readonly type: string | undefined
  readonly seo: Product['seo']
  readonly category: Product['categories'][number] | undefined
  readonly related: readonly GoodProps[]
  readonly quantity: number
  /** Names the next press of "add", however often it is sent. */
  readonly key: string
  readonly added: MiniCartData | undefined
  readonly shop: string
  readonly origin: string
}

const RELATED = 4

export async function loadProduct(shop: Shop, handle: string, search: URLSearchParams): Promise<ProductData> {
  const reply = await shop.products.getProduct({ params: { idOrHandle: handle } })
  const query = search.size > 0 ? `?${search}` : ''
  if (reply.status === 301) throw redirect(`${shop.origin}${addressOf.product(reply.body.handle)}${query}`, 301)
  if (reply.status === 400) throw data({}, { status: 404 })
  const product = expected(reply, 200)
  // Its id works too, but a product has one address.
  if (product.handle !== handle) throw redirect(`${shop.origin}${addressOf.product(product.handle)}${query}`, 301)
  const variant = chosenVariant(shop, product, search)
  const [related, added] = await Promise.all([relatedTo(product, shop), miniCartOf(shop, search.get('added'))])
  const { title, vendor, type, seo, descriptionHtml, categories } = product
  return {
    ...{ handle, title, variant, vendor, type, seo, descriptionHtml, related, added },
    choices: choicesOf(product, variant),
    choicePictures: product.pictures,
    pictures: picturesOf(product, variant),
    category: categories[0],
    quantity: quantityOf(search.get('quantity')),
    key: newId(),
    shop: shop.settings.name,
    origin: shop.origin,
  }
}

/** The values of the options as a form without scripts sends them: `option.0`, `option.1`. */
export const optionsIn = (fields: { get(name: string): unknown }, product: Pick<Product, 'options'>): string[] =>
  product.options.flatMap((_, index) => {
    const value = fields.get(`option.${index}`)
    return typeof value === 'string' ? [value] : []
  })

function chosenVariant(shop: Shop, product: Product, search: URLSearchParams): Variant {
  const byOptions = variantWith(product, optionsIn(search, product))
  if (byOptions) {
    const quantity = quantityOf(search.get('quantity'))
    const more = quantity > 1 ? `&quantity=${quantity}` : ''
    throw redirect(`${shop.origin}${addressOf.product(product.handle, byOptions.id)}${more}`)
  }
  const variant = variantOf(product, search.get('variant'))
  if (!variant) throw data({}, { status: 404 })
  return variant
}

/** Others of its category; nothing when it has none, or they cannot be asked: the page is whole without. */
async function relatedTo(product: Product, shop: Shop): Promise<GoodProps[]> {
  const category = product.categories[0]?.handle
  if (category === undefined) return []
  const [reply, paints] = await Promise.all([
    shop.products.listProducts({ query: { category, available: true, limit: RELATED + 1 } }),
    shop.paints(),
  ])
  const items = reply.status === 200 ? reply.body.items : []
  return goodsOf(items.filter(({ id }) => id !== product.id).slice(0, RELATED), paints)
}
