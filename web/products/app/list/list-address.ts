import type { SortName } from '@mallhive/design-system'
import { addressOf } from '@mallhive/design-system/text'
import { exponentOf } from '@mallhive/kernel/currency'
import type { ProductQuery } from '@mallhive/product-service/contract'

/** What the address of a list says. The filters live in the address only, so it can be sent, kept and gone back to. */
export interface ListAddress {
  readonly category?: string
  readonly q: string
  /** Each `Colour:Clay`. */
  readonly option: readonly string[]
  readonly vendor: readonly string[]
  readonly type: readonly string[]
  readonly tag: readonly string[]
  /** As it was typed, in the currency's major unit; empty when not said. */
  readonly from: string
  readonly to: string
  readonly available: boolean
  readonly sort?: SortName
  readonly page: number
}

export const GOODS_A_PAGE = 24
/** As many as product-service numbers. */
const PAGES_MAX = 400
const LETTERS_MAX = 200
const VALUES_MAX = 50
const VALUE_LETTERS_MAX = 255
export const SORTS: readonly SortName[] = ['featured', 'newest', 'price-asc', 'price-desc', 'title-asc']
export const LISTS = ['option', 'vendor', 'type', 'tag'] as const

export function readAddress(params: URLSearchParams, category: string | undefined): ListAddress {
  const many = (name: string, letters = VALUE_LETTERS_MAX) =>
    [...new Set(params.getAll(name))].filter((value) => value !== '' && value.length <= letters).slice(0, VALUES_MAX)
  const sort = [...SORTS, 'relevance' as const].find((each) => each === params.get('sort'))
  return {
    ...(category !== undefined && { category }),
    q: (params.get('q') ?? '').trim().slice(0, LETTERS_MAX),
    option: many('option', 2 * VALUE_LETTERS_MAX + 1),
    vendor: many('vendor'),
    type: many('type'),
    tag: many('tag'),
    from: (params.get('from') ?? '').trim(),
    to: (params.get('to') ?? '').trim(),
    available: params.get('available') === 'true',
    ...(sort && { sort }),
    page: Math.min(PAGES_MAX, Math.max(1, Math.floor(Number(params.get('page') ?? 1)) || 1)),
  }
}

/** The address again: nothing in it that is not needed, always in the same order. */
export function hrefOf(address: ListAddress): string {
  const path = address.category === undefined ? addressOf.products() : addressOf.category(address.category)
  const query = new URLSearchParams(entriesOf(address)).toString()
  return query === '' ? path : `${path}?${query}`
}

/** What the address says as form fields; a form that sets one of them itself leaves it out. */
export function entriesOf(address: ListAddress, without: readonly string[] = []): [string, string][] {
  const { q, from, to, available, sort, page } = address
  const all: [string, string][] = [
    ['q', q],
    ...LISTS.flatMap((name) => address[name].map((value): [string, string] => [name, value])),
    ['from', from],
    ['to', to],
    ['available', available ? 'true' : ''],
    ['sort', sort ?? ''],
    ['page', page > 1 ? String(page) : ''],
  ]
  return all.filter(([name, value]) => value !== '' && !without.includes(name))
}

/** What product-service is asked. */
export function queryOf(address: ListAddress, currency: string): ProductQuery {
  const { category, q, available, sort, page } = address
  const [priceMin, priceMax] = [minorUnits(address.from, currency), minorUnits(address.to, currency)]
  const lists = LISTS.flatMap((name) => (address[name].length > 0 ? [[name, [...address[name]]]] : []))
  return {
    ...(category !== undefined && { category }),
    ...(q && { q }),
    ...Object.fromEntries(lists),
    ...(priceMin !== undefined && { priceMin }),
    ...(priceMax !== undefined && { priceMax }),
    ...(available && { available }),
    ...(sort && { sort }),
    facets: true,
    limit: GOODS_A_PAGE,
    page,
  }
}

const MINOR_MAX = 1_000_000_000

/** An amount as people type it, `12`, `12.5` or `12,50`, in minor units; undefined when it is none. */
export function minorUnits(text: string, currency: string): number | undefined {
  const typed = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text)
  if (!typed) return undefined
  const exponent = exponentOf(currency)
  const decimals = (typed[2] ?? '').padEnd(exponent, '0').slice(0, exponent)
  return Math.min(MINOR_MAX, Number(typed[1] + decimals))
}

/** Whether anything is chosen that narrows the list. */
export const isNarrowed = (address: ListAddress): boolean =>
  LISTS.some((name) => address[name].length > 0) || address.from !== '' || address.to !== '' || address.available
