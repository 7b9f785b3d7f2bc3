import { refuse, type Serve } from '@mallhive/chassis'
import { PAGE_DEFAULT } from '@mallhive/contract'
import type { Clock } from '@mallhive/kernel'
import { productApi } from '../../contract/http.ts'
import { productProblems } from '../../contract/problems.ts'
import type { ProductQuery } from '../../contract/search.ts'
import type { CatalogueVersion } from '../store/catalogue-version.ts'
import type { KeptAnswers } from '../kept/kept-answers.ts'
import type { ProductSearch, SearchQuery } from '../search/product-search.ts'
import type { Offers } from '../store/offers.ts'
import type { Showcase } from '../store/showcase.ts'

const refused = refuse(productProblems)
const { routes } = productApi
const FEW = 8

export interface ListParts {
  readonly serve: Serve
  readonly search: ProductSearch
  readonly showcase: Showcase
  readonly offers: Offers
  readonly version: CatalogueVersion
  readonly kept: KeptAnswers
  readonly clock: Clock
}

/** Many products at once: lists, what the homepage shows, and offers for carts and orders. */
export function listRoutes({ serve, search, showcase, offers, version, kept, clock }: ListParts): void {
  serve(routes.listProducts, ({ query }) => {
    const asked = searchOf(query)
    return kept.answer(['products', asked], () => listed(asked))
  })

  const listed = async (asked: Omit<SearchQuery, 'now'>) => {
    const found = await search.find({ ...asked, now: clock() })
    if (found.ok) return ok(found.value)
    if (found.error.code === 'category.not_found') return refused({ code: 'category.not_found' })
    const message = 'is not a cursor of this list'
    return refused({
      code: 'request.invalid',
      detail: `query/cursor ${message}`,
      errors: [{ field: 'query/cursor', message }],
    })
  }

  serve(routes.featuredProducts, ({ query: { limit = FEW } }) =>
    kept.answer(['featured', limit], async () => ok({ items: [...(await showcase.featured(limit, clock()))] })),
  )

  serve(routes.newProducts, ({ query: { limit = FEW } }) =>
    kept.answer(['new', limit], async () => ok({ items: [...(await showcase.newest(limit, clock()))] })),
  )

  serve(routes.catalogueVersion, async () => ok({ version: await version.now() }))

  serve(routes.setFeatured, async ({ body }) => {
    const set = await showcase.setFeatured(body.productIds)
    if (!set.ok) return refused({ code: set.error.code, details: { productIds: set.error.productIds } })
    return { status: 204, body: undefined }
  })

  serve(routes.listFilters, async () => ({ status: 200, body: await showcase.filters() }))
  serve(routes.setFilters, async ({ body }) => {
    await showcase.setFilters(body.filters, body.swatches)
    return { status: 200, body: await showcase.filters() }
  })

  serve(routes.offers, async ({ body }) => ({
    status: 200,
    body: { offers: [...(await offers.of(body.variantIds, clock()))] },
  }))
}

const ok = <T>(body: T) => ({ status: 200 as const, body })

/** A text is sorted by how well it fits, everything else by the merchant's choice, unless the shopper says. */
function searchOf(query: ProductQuery): Omit<SearchQuery, 'now'> {
  const { q, category, option = [], vendor = [], type = [], tag = [], priceMin, priceMax, cursor, page } = query
  return {
    ...(q !== undefined && q.trim() !== '' && { text: q }),
    ...(category !== undefined && { category }),
    options: option,
    vendors: vendor,
    types: type,
    tags: tag,
    ...(priceMin !== undefined && { priceMin }),
    ...(priceMax !== undefined && { priceMax }),
    available: query.available ?? false,
    sort: query.sort ?? (q ? 'relevance' : 'featured'),
    limit: query.limit ?? PAGE_DEFAULT,
    from: cursor !== undefined ? { cursor } : { page: page ?? 1 },
    facets: query.facets ?? false,
  }
}
