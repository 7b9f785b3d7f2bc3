import type { Header } from '../shopify/dialect.ts'
import type { ShopifyImage, ShopifyProduct } from '../shopify/product.ts'
import { overlayColumns } from './columns-by-name.ts'
import type { FoundProblem } from './import-problem.ts'
import { overlayVariants } from './overlay-variants.ts'
import { defined, type IsExtra } from './stated.ts'

/**
 * Lays what a file says over what the shop has: an absent column leaves the shop's value, a blank cell overwrites with
 * blank. Variants and pictures are stated whole, as Shopify has it: what is not in the file any more goes.
 */
export function overlay(
  known: ShopifyProduct,
  file: ShopifyProduct,
  header: Header,
  problems: FoundProblem[],
): ShopifyProduct {
  const isExtra = extraColumns(header)
  const { options, variants } = overlayVariants(known, file, { header, isExtra, problems })
  const isStated = (stated: object) => {
    const names = new Set(Object.keys(stated).map((name) => name.toLowerCase()))
    return (name: string) => names.has(name)
  }
  return {
    ...defined(known, file),
    options,
    variants,
    images: file.images ? overlayImages(known.images ?? [], file.images, isExtra) : known.images,
    includedIn: overlayColumns(known.includedIn, file.includedIn, isStated(file.includedIn)),
    extras: overlayColumns(known.extras, file.extras, isExtra),
    lines: file.lines,
  }
}

function extraColumns({ columns }: Header): IsExtra {
  const names = new Set(columns.flatMap((column) => (column.use === 'extra' ? [column.name.toLowerCase()] : [])))
  return (name) => names.has(name)
}

function overlayImages(
  known: readonly ShopifyImage[],
  file: readonly ShopifyImage[],
  isExtra: IsExtra,
): ShopifyImage[] {
  const isSameRow = known.length === file.length && known.every(({ source }, index) => source === file[index]?.source)
  const left = [...known]
  return file.map((image) => {
    const place = left.findIndex(({ source }) => source === image.source)
    const [before] = place < 0 ? [] : left.splice(place, 1)
    if (!before) return image
    const extras = overlayColumns(before.extras, image.extras, isExtra)
    // Numbers of another order would contradict the order of the file.
    const position = image.position === undefined && !isSameRow ? null : (image.position ?? before.position)
    return { ...defined(before, image), extras, position: image.position === null ? null : position }
  })
}
