import type { Client } from '@mallhive/contract'
import type { cartApi } from '@mallhive/cart-service/contract'
import type { Category, productApi } from '@mallhive/product-service/contract'
import type { Visitor } from './visit.ts'

/** What the header and the footer of a page show. */
export interface Frame {
  readonly departments: readonly FrameDepartment[]
  readonly cartCount: number
  readonly visitorName?: string
}
export interface FrameDepartment {
  readonly handle: string
  readonly title: string
  readonly productCount: number
}

/** Categories change seldom, and every page shows them. */
const KEPT_MS = 5_000
/** More do not fit into the header; the list page shows all. */
const DEPARTMENTS_MAX = 7

type Products = Client<typeof productApi>
interface Kept {
  readonly until: number
  readonly categories: Promise<readonly Category[]>
}
const kept = new WeakMap<object, Kept>()

/** The whole tree of categories, asked at most every few seconds for one `host`. Empty when it cannot be asked. */
export async function categoriesOf(host: object, products: Products, now = Date.now()): Promise<readonly Category[]> {
  const before = kept.get(host)
  if (before && before.until > now) return before.categories
  const categories = products
    .listCategories({})
    .then((reply) => (reply.status === 200 ? reply.body.items : (before?.categories ?? forgotten())))
  kept.set(host, { until: now + KEPT_MS, categories })
  return categories

  /** Nothing is known: the next page asks again. */
  function forgotten(): readonly Category[] {
    kept.delete(host)
    return []
  }
}

export const departmentsOf = (categories: readonly Category[]): FrameDepartment[] =>
  categories
    .filter(({ parentId, productCount }) => parentId === undefined && productCount > 0)
    .toSorted((a, b) => a.position - b.position)
    .slice(0, DEPARTMENTS_MAX)
    .map(({ handle, title, productCount }) => ({ handle, title, productCount }))

/** How many things are in the cart; none when it cannot be asked: a page does not break for a number. */
export async function cartCountOf(carts: Client<typeof cartApi>, visitor: Visitor | undefined): Promise<number> {
  if (!visitor) return 0
  const reply = await carts.getCart({ params: { userID: visitor.id } })
  return reply.status === 200 ? reply.body.count : 0
}
