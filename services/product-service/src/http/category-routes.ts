import { refuse, type Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { productApi } from '../../contract/http.ts'
import { productProblems } from '../../contract/problems.ts'
import type { KeptAnswers } from '../kept/kept-answers.ts'
import type { Categories, CategoryContent, CategoryError } from '../store/categories.ts'

const refused = refuse(productProblems)
const { routes } = productApi

export interface CategoryParts {
  readonly serve: Serve
  readonly categories: Categories
  readonly kept: KeptAnswers
  readonly clock: Clock
}

export function categoryRoutes({ serve, categories, kept, clock }: CategoryParts): void {
  serve(routes.listCategories, () =>
    kept.answer(['categories'], async () => ({
      status: 200 as const,
      body: { items: [...(await categories.all(clock()))] },
    })),
  )

  serve(routes.createCategory, async ({ body, id }) => {
    const made = await categories.save(id, contentOf(body), { mustExist: false, now: clock() })
    return made.ok ? { status: 201, body: made.value } : refusal(made.error)
  })

  serve(routes.replaceCategory, async ({ params, body }) => {
    const saved = await categories.save(params.categoryId, contentOf(body), { mustExist: true, now: clock() })
    return saved.ok ? { status: 200, body: saved.value } : refusal(saved.error)
  })

  serve(routes.deleteCategory, async ({ params }) => {
    const removed = await categories.remove(params.categoryId)
    return removed.ok ? { status: 204, body: undefined } : refusal(removed.error)
  })

  serve(routes.setCategoryProducts, async ({ params, body }) => {
    const set = await categories.setProducts(params.categoryId, body.productIds)
    return set.ok ? { status: 204, body: undefined } : refusal(set.error)
  })
}

interface CategoryInput {
  readonly handle: string
  readonly title: string
  readonly description?: string
  readonly parentId?: string
  readonly position?: number
  readonly image?: { readonly src: string; readonly alt?: string }
  readonly rule?: { readonly types?: readonly string[]; readonly tags?: readonly string[] }
}

const contentOf = ({
  handle,
  title,
  description,
  parentId,
  position = 0,
  image,
  rule = {},
}: CategoryInput): CategoryContent => ({
  handle,
  title,
  ...(description !== undefined && { description }),
  ...(parentId !== undefined && { parentId: parentId.toLowerCase() }),
  position,
  ...(image && { image: { source: image.src, alt: image.alt ?? '' } }),
  rule: { types: rule.types ?? [], tags: rule.tags ?? [] },
})

const refusal = (error: CategoryError) =>
  refused({
    code: error.code,
    ...(error.code === 'product.not_found' && { details: { productIds: error.productIds } }),
  })
