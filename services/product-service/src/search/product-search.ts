import type { Facet, ProductPage, Sort } from '../../contract/search.ts'
import type { Static } from 'typebox'
import type { Result } from '@mallhive/kernel'

export type SortKey = Static<typeof Sort>

/** What is looked for. Values of one kind are alternatives; different kinds must all hold. */
export interface Wanted {
  readonly text?: string
  /** Handle; what lies below it belongs to it. */
  readonly category?: string
  /** `Name:Value`; values of one name are alternatives. */
  readonly options: readonly string[]
  readonly vendors: readonly string[]
  readonly types: readonly string[]
  readonly tags: readonly string[]
  /** Minor units. */
  readonly priceMin?: number
  readonly priceMax?: number
  readonly available: boolean
}

export interface SearchQuery extends Wanted {
  readonly sort: SortKey
  readonly limit: number
  /** From `nextCursor` of the page before, of the same query; a numbered page instead. */
  readonly from: { readonly cursor: string } | { readonly page: number }
  readonly facets: boolean
  readonly now: Date
}

export type SearchError = { readonly code: 'category.not_found' } | { readonly code: 'cursor.invalid' }

export interface ProductSearch {
  /**
   * One page of what shoppers may see. Options, price and availability hold for one and the same variant. A facet's count of a value is
   * the total that the list would have if that facet's selection were exactly this value. A walk by cursor shows each product that
   * does not change meanwhile exactly once, in the order of the numbered pages.
   */
  find(query: SearchQuery): Promise<Result<ProductPage, SearchError>>
}

export type { Facet, ProductPage }
