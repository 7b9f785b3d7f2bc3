import type { Header } from '../shopify/dialect.ts'
import type { ShopifyImage, ShopifyProduct } from '../shopify/product.ts'
import type { FoundProblem } from './import-problem.ts'
import { overlayVariants } from './overlay-variants.ts'

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
  const names = extraNames(header)
  const { options, variants } = overlayVariants(known, file, { header, names, problems })
  return {
    ...defined(known, file),
    options,
    variants,
    images: file.images ? overlayImages(known.images ?? [], file.images, names) : known.images,
    includedIn: { ...known.includedIn, ...file.includedIn },
    extras: { ...known.extras, ...file.extras },
    lines: file.lines,
  }
}

/** The file's values where it has the column. */
export function defined<T extends object>(known: T, file: T): T {
  const stated = Object.entries(file).filter(([, value]) => value !== undefined)
  return { ...known, ...Object.fromEntries(stated) }
}

/** Extra cells of a row of a variant or picture: the file has only those that are filled in. */
export function overlayExtras(
  known: Readonly<Record<string, string>>,
  file: Readonly<Record<string, string>>,
  names: ReadonlySet<string>,
): Record<string, string> {
  const absent = Object.entries(known).filter(([name]) => !names.has(name))
  return { ...Object.fromEntries(absent), ...file }
}

const extraNames = ({ columns }: Header): ReadonlySet<string> =>
  new Set(columns.flatMap((column) => (column.use === 'extra' ? [column.name] : [])))

function overlayImages(
  known: readonly ShopifyImage[],
  file: readonly ShopifyImage[],
  names: ReadonlySet<string>,
): ShopifyImage[] {
  const isSameRow = known.length === file.length && known.every(({ source }, index) => source === file[index]?.source)
  const left = [...known]
  return file.map((image) => {
    const place = left.findIndex(({ source }) => source === image.source)
    const [before] = place < 0 ? [] : left.splice(place, 1)
    if (!before) return image
    const { extras, position } = overlayOf(before, image, names)
    // Numbers of another order would contradict the order of the file.
    return { ...defined(before, image), extras, position: image.position === undefined && !isSameRow ? null : position }
  })
}

const overlayOf = (before: ShopifyImage, image: ShopifyImage, names: ReadonlySet<string>) => ({
  extras: overlayExtras(before.extras, image.extras, names),
  position: image.position === undefined ? before.position : image.position,
})
