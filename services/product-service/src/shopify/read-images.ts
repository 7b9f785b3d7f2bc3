import type { Cells, Reading } from './cells.ts'
import { IMAGES_MAX, POSITION_MAX } from './limits.ts'
import { quoted } from './problem.ts'
import type { ShopifyImage } from './product.ts'
import { extrasOf } from './read-columns.ts'
import type { RowRecord } from './records.ts'

/** The pictures of a product in the order in which they are shown; `undefined` when the file has no such column. */
export function readImages(
  rows: readonly Cells[],
  records: readonly RowRecord[],
  isVariant: readonly boolean[],
  { header }: Reading,
): ShopifyImage[] | undefined {
  const images: ShopifyImage[] = []
  for (const [index, row] of rows.entries()) {
    const record = records[index]
    if (!record) continue
    const ownsRow = index > 0 && !isVariant[index]
    if (row.isFilled('imageSource'))
      images.push(readImage(row, ownsRow ? extrasOf(record, header, { blanks: false }) : {}))
    else if (row.isFilled('imageAlt') || row.isFilled('imagePosition')) {
      const field = row.isFilled('imageAlt') ? 'imageAlt' : 'imagePosition'
      row.report(
        field,
        'image-source-missing',
        'has no picture in its row and is left out. Write the address.',
        'warning',
      )
    } else if (ownsRow)
      row.report(undefined, 'row-empty', 'The row has neither a variant nor a picture. It is left out.', 'warning')
  }
  if (!header.positions.has('imageSource')) return undefined
  if (images.length > IMAGES_MAX)
    rows[0]?.report(
      'imageSource',
      'too-many-images',
      `is filled for ${images.length} pictures; ${IMAGES_MAX} are allowed. Remove some.`,
    )
  return inOrder(images, rows)
}

function readImage(row: Cells, extras: Record<string, string>): ShopifyImage {
  const source = row.text('imageSource') ?? ''
  warnOfAddress(row, source)
  const position = row.whole('imagePosition', 1, POSITION_MAX)
  return { source, position, alt: row.text('imageAlt'), extras, line: row.line }
}

function warnOfAddress(row: Cells, source: string): void {
  if (/^https?:\/\/[^\s/]+/i.test(source.trim()) && URL.canParse(source)) return
  const message = `is ${quoted(source)}, which is no web address, so the picture cannot be fetched. Write one with https://.`
  row.report('imageSource', 'image-address', message, 'warning')
}

/** Pictures without a position keep the place they have in the file, behind those that have one. */
function inOrder(images: readonly ShopifyImage[], rows: readonly Cells[]): ShopifyImage[] {
  const place = (image: ShopifyImage) => image.position ?? Number.MAX_SAFE_INTEGER
  const sorted = images.toSorted((a, b) => place(a) - place(b))
  for (const [index, image] of sorted.entries()) {
    const before = sorted[index - 1]
    if (!before || image.position == null || before.position !== image.position) continue
    const message = `is ${image.position}, as on line ${before.line}. The order of the file decides between the two.`
    rows.find((row) => row.line === image.line)?.report('imagePosition', 'image-position-duplicate', message, 'warning')
  }
  return sorted
}
