import type { StoredPicture, StoredProduct, StoredVariant } from '../domain/stored-product.ts'
import type { ShopifyImage, ShopifyOption, ShopifyProduct, ShopifyVariant } from '../shopify/product.ts'
import type { OptionCells, PictureCells, ProductCells, VariantCells } from './kept-cells.ts'

const NO_LINES = { first: 0, last: 0 }

/** A product of the shop as a Shopify file says it, with every cell: what was never filled in is blank. */
export function toShopify(product: StoredProduct): ShopifyProduct {
  const cells = product.extra as ProductCells
  const blank = new Set(cells.blank)
  const pretended = cells.pretendedOption !== undefined && product.options.length === 0
  return {
    handle: product.handle,
    title: product.title,
    descriptionHtml: product.description.source,
    vendor: product.vendor ?? '',
    productCategory: cells.productCategory ?? '',
    type: product.type ?? '',
    tags: product.tags,
    status: product.status === 'active' && blank.has('status') ? null : product.status,
    published: product.publishedAt && blank.has('published') ? null : product.publishedAt !== undefined,
    giftCard: cells.giftCard ?? null,
    seoTitle: product.seo.title ?? '',
    seoDescription: product.seo.description ?? '',
    options: pretended
      ? [{ name: 'Title', linkedTo: cells.pretendedOption.linkedTo }]
      : product.options.map(toShopifyOption),
    variants: product.variants.map((variant) =>
      toShopifyVariant(variant, pretended ? ['Default Title'] : variant.optionValues),
    ),
    images: product.pictures.map(toShopifyImage),
    includedIn: cells.includedIn ?? {},
    extras: cells.columns ?? {},
    lines: NO_LINES,
  }
}

const toShopifyOption = ({ name, extra }: StoredProduct['options'][number]): ShopifyOption => ({
  name,
  linkedTo: (extra as OptionCells).linkedTo ?? '',
})

function toShopifyVariant(variant: StoredVariant, optionValues: readonly string[]): ShopifyVariant {
  const cells = variant.extra as VariantCells
  const blank = new Set(cells.blank)
  const wasBlank = (name: 'policy' | 'taxable' | 'requiresShipping' | 'quantity', isDefault: boolean) =>
    isDefault && blank.has(name)
  const isTaxed = variant.taxClass !== 'zero'
  const { onHand, soldOutPolicy, requiresShipping } = variant
  return {
    optionValues,
    sku: variant.sku ?? '',
    barcode: variant.barcode ?? '',
    grams: variant.grams ?? null,
    weightUnit: cells.weightUnit ?? '',
    inventoryTracker: variant.tracked ? (cells.tracker ?? 'shopify') : '',
    quantity: variant.tracked ? (wasBlank('quantity', onHand === 0) ? null : onHand) : (cells.quantity ?? null),
    policy: wasBlank('policy', soldOutPolicy === 'deny') ? null : soldOutPolicy,
    fulfillmentService: cells.fulfillmentService ?? '',
    price: variant.price.amount,
    compareAtPrice: variant.price.compareAt ?? null,
    cost: cells.cost ?? null,
    taxable: wasBlank('taxable', isTaxed) ? null : isTaxed,
    taxCode: cells.taxCode ?? '',
    requiresShipping: wasBlank('requiresShipping', requiresShipping) ? null : requiresShipping,
    image: variant.picture ?? cells.image ?? '',
    unitPrice: { ...NO_UNIT_PRICE, ...cells.unitPrice },
    marketPrices: cells.marketPrices ?? {},
    extras: cells.columns ?? {},
    line: 0,
  }
}

const NO_UNIT_PRICE = { totalMeasure: '', totalMeasureUnit: '', baseMeasure: '', baseMeasureUnit: '' }

function toShopifyImage({ source, alt, extra }: StoredPicture): ShopifyImage {
  const { position, columns } = extra as PictureCells
  return { source, position: position ?? null, alt, extras: columns ?? {}, line: 0 }
}
