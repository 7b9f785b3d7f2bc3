import { callerName, refuse, type Caller, type Serve } from '@mallhive/chassis'
import { fail, ok, type Clock, type Result } from '@mallhive/kernel'
import { productApi } from '../../contract/http.ts'
import { productProblems } from '../../contract/problems.ts'
import type { ProductInput } from '../../contract/product.ts'
import { contentOfInput } from '../domain/content-of-input.ts'
import { keepUnsaid } from '../domain/keep-unsaid.ts'
import { currencyFaults, optionFaults, type ProductFault } from '../domain/product-faults.ts'
import type { ProductContent } from '../domain/product-content.ts'
import { productView, type StoredProduct } from '../domain/stored-product.ts'
import type { KeptAnswers } from '../kept/kept-answers.ts'
import { cleanDescription } from '../shopify/description.ts'
import { handleFrom, isHandle } from '../shopify/handle.ts'
import type { Catalogue, CatalogueError } from '../store/catalogue.ts'
import type { StockCause } from '../store/stock-levels.ts'

const refused = refuse(productProblems)
const { routes } = productApi

type InputError =
  | { readonly code: 'version.mismatch'; readonly current: StoredProduct }
  | { readonly code: 'product.options_mismatch'; readonly faults: readonly ProductFault[] }
  | { readonly code: 'request.invalid'; readonly faults: readonly ProductFault[] }

export interface CatalogueParts {
  readonly serve: Serve
  readonly catalogue: Catalogue
  readonly kept: KeptAnswers
  readonly clock: Clock
  readonly currency: string
}

/** Products one by one: read by anybody, written by admins. */
export function catalogueRoutes({ serve, catalogue, kept, clock, currency }: CatalogueParts): void {
  serve(routes.getProduct, ({ params: { idOrHandle }, caller }) =>
    isAdmin(caller) ? find(idOrHandle, true) : kept.answer(['product', idOrHandle], () => find(idOrHandle, false)),
  )

  const find = async (idOrHandle: string, hidden: boolean) => {
    const found = await catalogue.find(idOrHandle, { hidden, now: clock() })
    if (found.kind === 'none') return refused({ code: 'product.not_found' })
    if (found.kind === 'product') return shown(200, found.product)
    const { handle } = found
    const location = `/v1/products/${encodeURIComponent(handle)}`
    return { status: 301 as const, body: { handle }, headers: { location } }
  }

  serve(routes.createProduct, async ({ body, id, caller }) => {
    const content = contentOf(body, undefined)
    if (!content.ok) return refusal(content.error)
    const made = await catalogue.create(id, content.value, causeOf(caller))
    return made.ok ? shown(201, made.value) : refusal(made.error)
  })

  serve(routes.replaceProduct, async ({ params, headers, body, caller }) => {
    const replaced = await catalogue.replace<InputError>(
      params.productId,
      (current) => {
        const wanted = headers['if-match']
        if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(current))
          return fail({ code: 'version.mismatch', current })
        return contentOf(body, current)
      },
      causeOf(caller),
    )
    return replaced.ok ? shown(200, replaced.value) : refusal(replaced.error)
  })

  serve(routes.deleteProduct, async ({ params }) => {
    if (!(await catalogue.remove(params.productId, clock()))) return refused({ code: 'product.not_found' })
    return { status: 204, body: undefined }
  })

  const causeOf = (caller: Caller): StockCause => ({ reason: 'adjust', actor: callerName(caller), at: clock() })

  function contentOf(input: ProductInput, current: StoredProduct | undefined): Result<ProductContent, InputError> {
    const handle = input.handle ?? current?.handle ?? handleFrom(input.title)
    if (!isHandle(handle)) return fail({ code: 'request.invalid', faults: [unfit(input.handle)] })
    const content = contentOfInput(input, {
      handle,
      descriptionHtml: cleanDescription(input.descriptionHtml ?? ''),
      publishedAt: current?.publishedAt ?? clock(),
    })
    const money = currencyFaults(content, currency)
    if (money.length > 0) return fail({ code: 'request.invalid', faults: money })
    const options = optionFaults(content)
    if (options.length > 0) return fail({ code: 'product.options_mismatch', faults: options })
    return ok(current ? keepUnsaid(content, current) : content)
  }
}

const unfit = (handle: string | undefined): ProductFault =>
  handle === undefined
    ? { field: 'handle', message: 'is required: the title has no letter or digit to make one of' }
    : { field: 'handle', message: 'may have letters, digits and . _ ~ - only' }

const isAdmin = (caller: Caller): boolean => caller.kind === 'user' && caller.roles.includes('admin')

const etagOf = ({ version }: StoredProduct): string => `"${version}"`
const shown = <const S extends 200 | 201>(status: S, product: StoredProduct) => ({
  status,
  body: productView(product),
  headers: { etag: etagOf(product) },
})

function refusal(error: InputError | CatalogueError) {
  if (error.code === 'version.mismatch')
    return refused({ code: error.code, details: productView(error.current) }, { etag: etagOf(error.current) })
  if (!('faults' in error)) return refused({ code: error.code })
  const errors = error.faults.slice(0, 20).map(({ field, message }) => ({ field: `body/${field}`, message }))
  return refused({
    code: error.code,
    detail: errors.map(({ field, message }) => `${field} ${message}`).join('; '),
    errors,
  })
}
