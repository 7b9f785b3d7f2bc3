import type { Money } from '@mallhive/kernel'
import { plainAmount } from './format.ts'

/** Data for machines that read pages (schema.org, JSON-LD). Addresses are absolute. */
const schema = 'https://schema.org'

export function organizationData({ name, url, logo }: { name: string; url: string; logo?: string | undefined }) {
  return { '@context': schema, '@type': 'Organization', name, url, ...(logo && { logo }) }
}

export function breadcrumbData(trail: readonly { title: string; url: string }[]) {
  return {
    '@context': schema,
    '@type': 'BreadcrumbList',
    itemListElement: trail.map(({ title, url }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: title,
      item: url,
    })),
  }
}

interface ProductData {
  readonly name: string
  readonly url: string
  readonly description?: string | undefined
  readonly sku?: string | undefined
  readonly gtin?: string | undefined
  readonly brand?: string | undefined
  readonly images: readonly string[]
  readonly price: Money
  readonly inStock: boolean
}

/** A product at one price: the variant that the page shows. */
export function productData({ name, url, description, sku, gtin, brand, images, price, inStock }: ProductData) {
  return {
    '@context': schema,
    '@type': 'Product',
    name,
    url,
    ...(description && { description }),
    ...(sku && { sku }),
    ...(gtin && { gtin }),
    ...(brand && { brand: { '@type': 'Brand', name: brand } }),
    ...(images.length > 0 && { image: images }),
    offers: {
      '@type': 'Offer',
      url,
      price: plainAmount(price),
      priceCurrency: price.currency,
      availability: `${schema}/${inStock ? 'InStock' : 'OutOfStock'}`,
    },
  }
}
