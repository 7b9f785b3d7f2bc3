import type { ChipLink, FacetProps, Formats, Messages } from '@mallhive/design-system'
import { fill } from '@mallhive/design-system/text'
import type { ProductPage } from '@mallhive/product-service/contract'
import { hrefOf, LISTS, type ListAddress, minorUnits } from './list-address.ts'

type Facet = NonNullable<ProductPage['facets']>[number]

/** product-service's own words, for filters that no merchant named. They are said in the shopper's language. */
const UNNAMED: Readonly<Record<string, readonly [label: string, words: 'vendor' | 'type' | 'availability']>> = {
  vendor: ['Vendor', 'vendor'],
  type: ['Type', 'type'],
  available: ['Availability', 'availability'],
}

/** The filters with a box to tick: each value with its count, and whether it is chosen. */
export function facetsOf(facets: readonly Facet[], address: ListAddress, words: Messages['list']): FacetProps[] {
  return facets.flatMap((facet) => {
    const option = /^option:(.+)$/s.exec(facet.key)?.[1]
    const name = option === undefined ? facet.key : 'option'
    if (facet.display === 'range' || !isOffered(name)) return []
    const prefix = option === undefined ? '' : `${option}:`
    const chosen = chosenOf(name, prefix, address)
    const offered = facet.values.map((value) => ({
      value: `${prefix}${value.value}`,
      label: name === 'available' ? words.inStock : value.label,
      count: value.count,
      chosen: chosen.includes(`${prefix}${value.value}`),
      paint: value.swatch,
    }))
    // What is chosen stays to be taken away, also when nothing has it any more.
    const gone = chosen
      .filter((value) => offered.every((each) => each.value !== value))
      .map((value) => ({ value, label: value.slice(prefix.length), count: 0, chosen: true, paint: undefined }))
    const values = [...offered, ...gone]
    return values.length === 0 ? [] : [{ name, label: labelOf(facet, words), values }]
  })
}

/** What is chosen, each as a link to the list without it. */
export function chipsOf(
  address: ListAddress,
  { currency, words, format }: { currency: string; words: Messages['list']; format: Formats },
): ChipLink[] {
  const first = { ...address, page: 1 }
  const chips = LISTS.flatMap((name) =>
    address[name].map((value) => ({
      label: name === 'option' ? value.slice(value.indexOf(':') + 1) : value,
      href: hrefOf({ ...first, [name]: address[name].filter((each) => each !== value) }),
    })),
  )
  const price = priceWords(address, currency, words, format)
  return [
    ...chips,
    ...(price ? [{ label: price, href: hrefOf({ ...first, from: '', to: '' }) }] : []),
    ...(address.available ? [{ label: words.inStock, href: hrefOf({ ...first, available: false }) }] : []),
  ]
}

function priceWords({ from, to }: ListAddress, currency: string, words: Messages['list'], format: Formats) {
  const [least, most] = [from, to].map((text) => {
    const amount = minorUnits(text, currency)
    return amount === undefined ? undefined : format.money({ amount, currency })
  })
  if (least && most) return fill(words.between, { from: least, to: most })
  if (least) return fill(words.fromPrice, { price: least })
  return most && fill(words.upTo, { price: most })
}

const isOffered = (name: string): boolean => name === 'available' || LISTS.some((list) => list === name)

function chosenOf(name: string, prefix: string, address: ListAddress): readonly string[] {
  if (name === 'available') return address.available ? ['true'] : []
  const list = LISTS.find((each) => each === name)
  return list ? address[list].filter((value) => value.startsWith(prefix)) : []
}

function labelOf({ key, label }: Facet, words: Messages['list']): string {
  const unnamed = UNNAMED[key]
  return unnamed && unnamed[0] === label ? words[unnamed[1]] : label
}
