import type { GoodProps } from '@mallhive/design-system'
import { expected, goodsOf, type Shop } from '@mallhive/design-system/server'
import type { ProductPage } from '@mallhive/product-service/contract'
import { data, redirect } from 'react-router'
import { GOODS_A_PAGE, hrefOf, type ListAddress, queryOf } from './list-address.ts'

export interface ListData {
  readonly address: ListAddress
  readonly title: string | undefined
  readonly lead: string | undefined
  readonly department: string | undefined
  readonly query: string
  readonly shop: string
  readonly origin: string
  readonly currency: string
  readonly goods: readonly GoodProps[]
  readonly total: number
  readonly pages: number
  readonly facets: NonNullable<ProductPage['facets']>
  readonly priceRange: ProductPage['priceRange']
  /** What to look at instead when nothing was found. */
  readonly instead: readonly GoodProps[]
}

const INSTEAD = 4

/** All that a list page shows. Throws a redirect when the address names a page after the last, 404 for a category that is not there. */
export async function loadList(shop: Shop, address: ListAddress): Promise<ListData> {
  const [reply, paints, categories] = await Promise.all([
    shop.products.listProducts({ query: queryOf(address, shop.settings.currency) }),
    shop.paints(),
    shop.categories(),
  ])
  const page = expected(reply, 200)
  const pages = Math.max(1, Math.ceil(page.total / GOODS_A_PAGE))
  if (address.page > pages) throw redirect(`${shop.origin}${hrefOf({ ...address, page: pages })}`)
  const category = categories.find(({ handle }) => handle === address.category)
  if (address.category !== undefined && !category && page.total === 0) throw data({}, { status: 404 })
  return {
    address,
    title: category?.title ?? address.category,
    lead: category?.description,
    department: address.category,
    query: address.q,
    shop: shop.settings.name,
    origin: shop.origin,
    currency: shop.settings.currency,
    goods: goodsOf(page.items, paints),
    total: page.total,
    pages,
    facets: page.facets ?? [],
    priceRange: page.priceRange,
    instead: page.total === 0 ? goodsOf(await featured(shop), paints) : [],
  }
}

async function featured(shop: Shop) {
  const reply = await shop.products.featuredProducts({ query: { limit: INSTEAD } })
  return reply.status === 200 ? reply.body.items : []
}
