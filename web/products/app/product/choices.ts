import type { Product, Variant } from '@mallhive/product-service/contract'

/** One value of an option, as the page offers it. */
export interface Choice {
  readonly value: string
  readonly state: 'in-stock' | 'sold-out' | 'not-made'
  /** The variant that choosing it leads to. */
  readonly variantId: string
  /** Index of the picture that shows it; only when each value of the option has its own. */
  readonly picture?: number
}
export interface OptionChoices {
  readonly option: string
  readonly chosen: string
  readonly values: readonly Choice[]
}

type Choosable = Pick<Product, 'options' | 'variants' | 'pictures'>

/** The variant that a page shows: the one asked for, else one that can be bought, best the one on the product's card. */
export function variantOf({ variants }: Pick<Product, 'variants'>, id: string | null): Variant | undefined {
  const inStock = variants.filter(isInStock)
  const onCard = inStock.find(({ picture }) => picture === 0)
  return variants.find((each) => each.id === id) ?? onCard ?? inStock[0] ?? variants[0]
}

/** The variant with these values, one for each option; the nearest when there is none, undefined when a value is unknown. */
export function variantWith({ variants }: Pick<Product, 'variants'>, values: readonly string[]): Variant | undefined {
  return values.length === 0 ? undefined : nearest(variants, values, values.length - 1)
}

/** What each option offers while `variant` is chosen. */
export function choicesOf({ options, variants, pictures }: Choosable, variant: Variant): OptionChoices[] {
  const pictured = options.findIndex((_, index) => hasOwnPictures({ options, variants, pictures }, index))
  return options.map(({ name, values }, index) => ({
    option: name,
    chosen: variant.options[index] ?? '',
    values: values.flatMap((value) => {
      const wanted = variant.options.with(index, value)
      const found = nearest(variants, wanted, index)
      if (!found) return []
      const picture = index === pictured ? pictureOf(variants, index, value) : undefined
      return [{ value, state: stateOf(found, wanted), variantId: found.id, ...(picture !== undefined && { picture }) }]
    }),
  }))
}

/** The pictures to show with a variant: its own first, without those that belong to other variants only, or have no copy. */
export function picturesOf({ pictures, variants }: Pick<Product, 'pictures' | 'variants'>, variant: Variant) {
  const others = new Set(variants.map(({ picture }) => picture))
  const rest = pictures.filter((_, index) => index !== variant.picture && !others.has(index))
  const own = variant.picture === undefined ? undefined : pictures[variant.picture]
  const shown = (own ? [own, ...rest] : rest).filter(isCopied)
  if (shown.length > 0) return shown
  const copied = pictures.filter(isCopied)
  // One placeholder says as much as seven.
  return copied.length > 0 ? copied : pictures.slice(0, 1)
}

const isCopied = ({ sizes }: Product['pictures'][number]) => sizes.length > 0

export const isInStock = ({ availability }: Variant): boolean => availability.state !== 'sold-out'

const stateOf = (found: Variant, wanted: readonly string[]): Choice['state'] =>
  !wanted.every((value, index) => found.options[index] === value)
    ? 'not-made'
    : isInStock(found)
      ? 'in-stock'
      : 'sold-out'

/** Of the variants that have the value at `kept`: the one with most of the other values, earlier options counting more. */
function nearest(variants: readonly Variant[], wanted: readonly string[], kept: number): Variant | undefined {
  const fit = (variant: Variant) =>
    wanted.reduce((sum, value, index) => sum + (variant.options[index] === value ? 2 ** (8 - index) : 0), 0) +
    (isInStock(variant) ? 1 : 0)
  return variants
    .filter(({ options }) => options[kept] === wanted[kept])
    .reduce<Variant | undefined>((best, each) => (best && fit(best) >= fit(each) ? best : each), undefined)
}

/** Whether each value of an option shows in a picture of its own: then the picture says more than the word. */
function hasOwnPictures({ options, variants, pictures }: Choosable, index: number): boolean {
  const values = options[index]?.values ?? []
  const seen = values.map((value) => pictureOf(variants, index, value))
  const copied = seen.every((at) => at !== undefined && (pictures[at]?.sizes.length ?? 0) > 0)
  return copied && seen.length > 1 && new Set(seen).size === seen.length
}

const pictureOf = (variants: readonly Variant[], index: number, value: string): number | undefined =>
  variants.find(({ options, picture }) => options[index] === value && picture !== undefined)?.picture
