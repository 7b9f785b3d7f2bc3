import type { ProductContent, VariantContent } from '../domain/product-content.ts'
import { cleanDescription } from '../shopify/description.ts'
import { isTracked, type MarketPrice, type ShopifyProduct, type ShopifyVariant } from '../shopify/product.ts'
import { filled, type OptionCells, type PictureCells, type ProductCells, type VariantCells } from './kept-cells.ts'

export interface Understanding {
  readonly currency: string
  /** When a product that was not published before is published. */
  readonly publishedAt: Date
  /** What the shop has of it, where a file cannot say as much: the date, a reduced tax rate, the description as cleaned. */
  readonly known?: Pick<ProductContent, 'publishedAt' | 'description'> & {
    readonly taxClassOf: (variant: number) => VariantContent['taxClass'] | undefined
  }
}

/**
 * What a Shopify product means to the shop. A blank or absent status is active, and so is it published, as Shopify has it;
 * a variant is taxed, shipped and not sold beyond its stock unless the file says otherwise.
 */
export function fromShopify(product: ShopifyProduct, { currency, publishedAt, known }: Understanding): ProductContent {
  const source = product.descriptionHtml ?? ''
  const html = known?.description.source === source ? known.description.html : cleanDescription(source)
  const { vendor, type, seoTitle, seoDescription, options = [], variants = [], images = [] } = product
  const pretended = isPretended(product)
  const sources = new Set(images.map((image) => image.source))
  return {
    handle: product.handle,
    title: product.title,
    description: { source, html },
    ...(vendor && { vendor }),
    ...(type && { type }),
    tags: [...new Set(product.tags)],
    status: product.status ?? 'active',
    ...(product.published !== false && { publishedAt: known?.publishedAt ?? publishedAt }),
    seo: { ...(seoTitle && { title: seoTitle }), ...(seoDescription && { description: seoDescription }) },
    options: pretended ? [] : options.map(({ name, linkedTo }) => ({ name, extra: filled<OptionCells>({ linkedTo }) })),
    pictures: images.map(({ source: address, alt = '', position, extras }) => ({
      source: address,
      alt,
      extra: filled<PictureCells>({ position, columns: filled(extras) }),
    })),
    variants: variants.map((variant, index) => {
      const values = pretended ? [] : variant.optionValues
      return { ...variantOf(variant, { currency, sources, taxClass: known?.taxClassOf(index) }), optionValues: values }
    }),
    extra: productCells(product, pretended),
  }
}

/** Shopify's way to say that a product has no options. */
const isPretended = ({ options = [], variants = [] }: ShopifyProduct): boolean =>
  options.length === 1 &&
  options[0]!.name === 'Title' &&
  variants.length === 1 &&
  variants[0]!.optionValues[0] === 'Default Title'

function productCells(product: ShopifyProduct, pretended: boolean): ProductCells {
  const { productCategory, giftCard, includedIn, extras, options } = product
  return filled<ProductCells>({
    productCategory,
    giftCard,
    includedIn: filled(includedIn),
    columns: filled(extras),
    blank: (['status', 'published'] as const).filter((name) => product[name] === null),
    ...(pretended && { pretendedOption: { linkedTo: options?.[0]?.linkedTo ?? '' } }),
  })
}

interface Around {
  readonly currency: string
  /** Of the product's pictures. */
  readonly sources: ReadonlySet<string>
  readonly taxClass: VariantContent['taxClass'] | undefined
}

function variantOf(
  variant: ShopifyVariant,
  { currency, sources, taxClass }: Around,
): Omit<VariantContent, 'optionValues'> {
  const { sku, barcode, grams, image, price, compareAtPrice, quantity } = variant
  const taxed = taxClass === 'reduced' ? 'reduced' : 'standard'
  const tracked = isTracked(variant)
  // Whoever decides sees to it that a price is there.
  if (price === undefined) throw new TypeError('a variant without a price')
  return {
    ...(sku && { sku }),
    ...(barcode && { barcode }),
    ...(grams != null && { grams }),
    requiresShipping: variant.requiresShipping ?? true,
    taxClass: variant.taxable === false ? 'zero' : taxed,
    tracked,
    soldOutPolicy: variant.policy ?? 'deny',
    price: { currency, amount: price, ...(compareAtPrice != null && { compareAt: compareAtPrice }) },
    ...(image && sources.has(image) && { picture: image }),
    ...(tracked && { onHand: quantity ?? 0 }),
    extra: variantCells(variant, tracked, sources),
  }
}

function variantCells(variant: ShopifyVariant, tracked: boolean, sources: ReadonlySet<string>): VariantCells {
  const { weightUnit, inventoryTracker, fulfillmentService, taxCode, cost, image, quantity } = variant
  const { unitPrice, marketPrices, extras } = variant
  const markets = Object.entries(marketPrices).map(([market, prices]) => [market, filled<MarketPrice>(prices)] as const)
  const isBlank = (name: 'policy' | 'taxable' | 'requiresShipping' | 'quantity') => variant[name] === null
  const blank = (['policy', 'taxable', 'requiresShipping'] as const).filter(isBlank)
  return filled<VariantCells>({
    weightUnit,
    tracker: inventoryTracker,
    fulfillmentService,
    taxCode,
    cost,
    image: image && !sources.has(image) ? image : '',
    quantity: tracked ? undefined : quantity,
    unitPrice: filled(unitPrice),
    marketPrices: filled<Record<string, MarketPrice>>(Object.fromEntries(markets)),
    columns: filled(extras),
    blank: tracked && isBlank('quantity') ? [...blank, 'quantity'] : blank,
  })
}
