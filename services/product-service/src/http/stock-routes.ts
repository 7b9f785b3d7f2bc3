import { callerName, refuse, type Serve } from '@mallhive/chassis'
import { PAGE_DEFAULT } from '@mallhive/contract'
import type { Clock } from '@mallhive/kernel'
import { productApi } from '../../contract/http.ts'
import { productProblems } from '../../contract/problems.ts'
import { MAIN_LOCATION } from '../store/stock-levels.ts'
import { ON_HAND_MAX, type AdjustError, type Stock } from '../store/stock.ts'

const refused = refuse(productProblems)
const { routes } = productApi

export interface StockParts {
  readonly serve: Serve
  readonly stock: Stock
  readonly clock: Clock
}

/** Levels and the ledger, for admins. */
export function stockRoutes({ serve, stock, clock }: StockParts): void {
  serve(routes.getStock, async ({ params }) => {
    const levels = await stock.levels(params.variantId)
    return levels ? { status: 200, body: { levels: [...levels] } } : refused({ code: 'variant.not_found' })
  })

  serve(routes.adjustStock, async ({ params, body, id, caller }) => {
    const { by, note, location = MAIN_LOCATION } = body
    const adjusted = await stock.adjust(
      { id, variantId: params.variantId, by, location, ...(note !== undefined && { note }) },
      { actor: callerName(caller), at: clock() },
    )
    return adjusted.ok ? { status: 200, body: adjusted.value } : refusal(adjusted.error)
  })

  serve(routes.stockLedger, async ({ params, query }) => {
    const before = query.cursor === undefined ? undefined : sequenceIn(query.cursor)
    if (Number.isNaN(before)) {
      const message = 'is not a cursor of this list'
      return refused({
        code: 'request.invalid',
        detail: `query/cursor ${message}`,
        errors: [{ field: 'query/cursor', message }],
      })
    }
    const page = await stock.ledger(params.variantId, {
      limit: query.limit ?? PAGE_DEFAULT,
      ...(before !== undefined && { before }),
    })
    if (!page) return refused({ code: 'variant.not_found' })
    return {
      status: 200,
      body: { items: [...page.items], ...(page.next !== undefined && { nextCursor: String(page.next) }) },
    }
  })
}

const sequenceIn = (cursor: string): number => (/^[1-9][0-9]{0,14}$/.test(cursor) ? Number(cursor) : Number.NaN)

function refusal(error: AdjustError) {
  if (error.code === 'stock.below_reserved')
    return refused({
      code: error.code,
      detail: `${error.level.reserved} are reserved of ${error.level.onHand}`,
      details: error.level,
    })
  if (error.code === 'stock.too_much')
    return refused({ code: error.code, detail: `a level holds ${ON_HAND_MAX} at most` })
  return refused({ code: error.code })
}
