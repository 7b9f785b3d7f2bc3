import { matchVariants } from './match-variants.ts'
import type { ProductContent } from './product-content.ts'
import type { StoredProduct } from './stored-product.ts'

/** A request cannot say what an import brought along (`extra`) nor which picture shows a variant: that stays as it was. */
export function keepUnsaid(content: ProductContent, current: StoredProduct): ProductContent {
  const matches = matchVariants(current.variants, content.variants)
  const sources = new Set(content.pictures.map(({ source }) => source))
  return {
    ...content,
    extra: current.extra,
    options: content.options.map((option) => ({
      ...option,
      extra: current.options.find(({ name }) => name === option.name)?.extra ?? {},
    })),
    pictures: content.pictures.map((picture) => ({
      ...picture,
      extra: current.pictures.find(({ source }) => source === picture.source)?.extra ?? {},
    })),
    variants: content.variants.map((variant, index) => {
      const match = matches[index]
      const before = match === undefined ? undefined : current.variants[match]
      if (!before) return variant
      const { extra, picture } = before
      return { ...variant, extra, ...(picture !== undefined && sources.has(picture) && { picture }) }
    }),
  }
}
