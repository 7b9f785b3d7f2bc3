import { isDeepStrictEqual } from 'node:util'
import { matchVariants } from '../domain/match-variants.ts'
import type { ProductContent } from '../domain/product-content.ts'
import type { StoredProduct } from '../domain/stored-product.ts'
import type { Header } from '../shopify/dialect.ts'
import { nameOf } from '../shopify/dialect.ts'
import { problemsOfNewProduct } from '../shopify/new-product.ts'
import { quoted } from '../shopify/problem.ts'
import type { ShopifyProduct } from '../shopify/product.ts'
import { fromShopify } from './from-shopify.ts'
import type { FoundProblem } from './import-problem.ts'
import { overlay } from './overlay.ts'
import { toShopify } from './to-shopify.ts'

/** What is to be done about one product of a file. */
export type Decision =
  | { readonly outcome: 'created'; readonly content: ProductContent; readonly problems: readonly FoundProblem[] }
  | {
      readonly outcome: 'updated'
      readonly known: StoredProduct
      /** None when only the stock differs. */
      readonly content?: ProductContent
      readonly stock: readonly StockSet[]
      readonly problems: readonly FoundProblem[]
    }
  | { readonly outcome: 'unchanged' | 'rejected'; readonly problems: readonly FoundProblem[] }

/** What the file says is on hand of a variant the shop has. */
export interface StockSet {
  readonly variantId: string
  readonly onHand: number
}

export interface Deciding {
  readonly header: Header
  readonly currency: string
  /** When the product is published, if it was not before. */
  readonly publishedAt: Date
}

/** Decides by content: a file that says what the shop has changes nothing. */
export function decide(file: ShopifyProduct, known: StoredProduct | undefined, deciding: Deciding): Decision {
  if (!known) {
    const problems = problemsOfNewProduct(file, deciding.header)
    if (problems.length > 0) return { outcome: 'rejected', problems }
    return { outcome: 'created', content: fromShopify(file, deciding), problems }
  }
  const problems: FoundProblem[] = []
  const before = toShopify(known)
  const after = overlay(before, file, deciding.header, problems)
  if (isRejected(problems)) return { outcome: 'rejected', problems: problems.filter(isError) }

  const matches = matchVariants(known.variants, (after.variants ?? []).map(identity))
  const content = understood(after, known, matches, deciding)
  const same = known.variants.map((_, index) => index)
  const isSame = isDeepStrictEqual(withoutStock(content), withoutStock(understood(before, known, same, deciding)))
  const stock = stockOf(known, content, matches)
  problems.push(...reservedProblems(file, known, content, matches, deciding.header))
  if (isRejected(problems)) return { outcome: 'rejected', problems: problems.filter(isError) }
  if (isSame && stock.length === 0) return { outcome: 'unchanged', problems }
  return { outcome: 'updated', known, ...(!isSame && { content }), stock, problems }
}

const isError = ({ severity }: FoundProblem) => severity === 'error'
const isRejected = (problems: readonly FoundProblem[]) => problems.some(isError)

const identity = ({ optionValues, sku }: { optionValues: readonly string[]; sku: string | undefined }) => ({
  optionValues,
  ...(sku && { sku }),
})

type Matches = readonly (number | undefined)[]

const understood = (product: ShopifyProduct, known: StoredProduct, matches: Matches, deciding: Deciding) => {
  const taxClassOf = (index: number) => known.variants[matches[index] ?? -1]?.taxClass
  return fromShopify(product, { ...deciding, known: { ...known, taxClassOf } })
}

const withoutStock = (content: ProductContent) => ({
  ...content,
  variants: content.variants.map(({ onHand: _, ...variant }) => variant),
})

/** Counts of known variants that differ; those of new ones come with the variant. */
function stockOf(known: StoredProduct, { variants }: ProductContent, matches: Matches): StockSet[] {
  return variants.flatMap(({ tracked, onHand }, index) => {
    const before = known.variants[matches[index] ?? -1]
    if (!before || !tracked || onHand === undefined || (before.tracked && before.onHand === onHand)) return []
    return [{ variantId: before.id, onHand }]
  })
}

/** What is promised to orders cannot be taken away by a file: such a product is left as it is, whole. */
function reservedProblems(
  file: ShopifyProduct,
  known: StoredProduct,
  { variants }: ProductContent,
  matches: Matches,
  header: Header,
): FoundProblem[] {
  return variants.flatMap((variant, index): FoundProblem[] => {
    const before = known.variants[matches[index] ?? -1]
    const onHand = variant.onHand ?? 0
    if (!before || !variant.tracked || variant.soldOutPolicy === 'continue' || before.reserved === 0) return []
    if (before.reserved <= Math.max(onHand, 0)) return []
    const name = variant.optionValues.length > 0 ? ` of ${quoted(variant.optionValues.join(' / '))}` : ''
    const message = `${before.reserved} pieces${name} are promised to orders under way, more than the ${onHand} that would be left. Import the product again when those orders are done, or write at least ${before.reserved}.`
    const line = file.variants?.[index]?.line ?? file.lines.first
    const column = nameOf('quantity', header.dialect)
    return [{ line, column, code: 'stock-below-reserved', message, handle: file.handle, severity: 'error' }]
  })
}
