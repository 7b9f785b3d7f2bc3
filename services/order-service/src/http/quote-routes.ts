import { refuse, type Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { orderApi, orderProblems } from '../../contract/http.ts'
import type { Quotes } from '../store/quotes.ts'
import type { quoting } from './quoting.ts'

export interface QuoteRoutesNeed {
  readonly serve: Serve
  readonly quotes: Quotes
  readonly quote: ReturnType<typeof quoting>
  readonly clock: Clock
}

export function quoteRoutes({ serve, quotes, quote, clock }: QuoteRoutesNeed): void {
  const refused = refuse(orderProblems)

  serve(orderApi.routes.createQuote, async ({ body, caller, id }) => {
    if (caller.kind !== 'user') return refused({ code: 'auth.forbidden' })
    const made = await quote({ id, ...body, at: clock() })
    if (!made.ok) return refused(made.error)
    await quotes.keep(caller.id, made.value)
    return { status: 201, body: made.value }
  })

  serve(orderApi.routes.getQuote, async ({ params, caller }) => {
    const found = caller.kind === 'user' && (await quotes.find(caller.id, params.quoteId, clock()))
    return found ? { status: 200, body: found } : refused({ code: 'quote.not_found' })
  })
}
