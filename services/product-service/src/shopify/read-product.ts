import { Cells, type Reading } from './cells.ts'
import { OPTION_FIELDS, PRODUCT_FIELDS, VARIANT_FIELDS, VARIANT_MARKS } from './columns.ts'
import type { RowGroup } from './groups.ts'
import { TAGS_MAX } from './limits.ts'
import { readImages } from './read-images.ts'
import { readVariants } from './read-variants.ts'
import { checkCharacters, extrasOf, includedIn, warnOfStrayCells, warnOfStrayMarkets } from './read-columns.ts'
import { quoted } from './problem.ts'
import type { ShopifyOption, ShopifyProduct } from './product.ts'

/** Reads a product from its rows. What is wrong goes into `reading.problems`; with an error the result is void. */
export function readProduct(group: RowGroup, reading: Reading): ShopifyProduct | undefined {
  const rows = group.rows.map((row) => new Cells(reading, row))
  const [first] = rows
  const [firstRow] = group.rows
  if (!first || !firstRow) return undefined
  for (const [index, row] of group.rows.entries()) checkCharacters(row, reading, rows[index])
  for (const row of rows.slice(1)) checkLaterRow(row, first)

  const options = reading.header.hasOptions ? readOptions(first) : undefined
  const isVariant = variantRows(rows, reading)
  for (const [index, row] of rows.entries()) {
    const record = group.rows[index]
    if (index > 0 && record) warnOfStrayMarkets(record, reading, row, isVariant[index] ?? false)
  }
  const images = readImages(rows, group.rows, isVariant, reading)
  const variants = readVariants(rows, group.rows, isVariant, { options, images }, reading)
  return {
    handle: reading.handle,
    title: readTitle(first),
    descriptionHtml: first.text('description'),
    vendor: first.text('vendor'),
    productCategory: first.text('productCategory'),
    type: first.text('type'),
    tags: readTags(first),
    status: first.choice(
      'status',
      { active: 'active', draft: 'draft', archived: 'archived' } as const,
      'status-invalid',
    ),
    published: first.flag('published'),
    giftCard: first.flag('giftCard'),
    seoTitle: first.text('seoTitle'),
    seoDescription: first.text('seoDescription'),
    options,
    variants,
    images,
    includedIn: includedIn(firstRow, reading, first),
    extras: extrasOf(firstRow, reading.header, { blanks: true }),
    lines: group.lines,
  }
}

function readTitle(first: Cells): string {
  const title = first.text('title') ?? ''
  if (title.trim() === '') {
    const message =
      'is blank in the first row of the product. Write the title there; the rows below may leave it blank.'
    first.report('title', 'title-missing', message)
  }
  return title
}

function readTags(first: Cells): string[] | undefined {
  const cell = first.text('tags')
  if (cell === undefined) return undefined
  const tags = cell
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '') // prettier-ignore
  if (tags.length > TAGS_MAX)
    first.report('tags', 'too-many-tags', `has ${tags.length} tags, more than the ${TAGS_MAX} allowed. Remove some.`)
  const long = tags.find((tag) => tag.length > 255)
  if (long) first.report('tags', 'too-long', `has a tag of more than 255 characters: ${quoted(long)}. Shorten it.`)
  return tags
}

function readOptions(first: Cells): ShopifyOption[] {
  const options: ShopifyOption[] = []
  for (const [index, fields] of OPTION_FIELDS.entries()) {
    const name = first.text(fields.name) ?? ''
    if (name.trim() === '') continue
    if (options.length < index)
      first.report(fields.name, 'option-name-missing', 'is filled though the option before it has no name. Move it up.')
    if (options.some((option) => option.name.toLowerCase() === name.toLowerCase()))
      first.report(
        fields.name,
        'option-name-duplicate',
        `is ${quoted(name)} a second time. Give each option its own name.`,
      )
    options.push({ name, linkedTo: first.text(fields.linkedTo) })
  }
  return options
}

/** Later rows leave the product's own cells blank or repeat them. Anything else is not silently dropped. */
function checkLaterRow(row: Cells, first: Cells): void {
  for (const field of PRODUCT_FIELDS) {
    if (field === 'handle' || !row.isFilled(field) || row.raw(field) === first.raw(field)) continue
    const cells = `is ${quoted(row.raw(field) ?? '')} here but ${quoted(first.raw(field) ?? '')} in the product's first row`
    if (field === 'title')
      row.report(field, 'titles-differ', `${cells}. Two products share one handle: give each its own.`)
    else row.report(field, 'first-row-differs', `${cells}, which counts. Change it there if you meant it.`, 'warning')
  }
}

/** Which rows hold a variant. A product has at least one, so without any mark it is the first row. */
function variantRows(rows: readonly Cells[], { header }: Reading): boolean[] {
  const marked = rows.map((row) => VARIANT_MARKS.some((field) => row.isFilled(field)))
  if (!marked.includes(true)) return rows.map((_, index) => index === 0 && header.hasVariants)
  const others = VARIANT_FIELDS.filter((field) => !(VARIANT_MARKS as readonly string[]).includes(field))
  for (const [index, row] of rows.entries()) if (!marked[index]) warnOfStrayCells(row, others)
  return marked
}
