import { setTimeout as pause } from 'node:timers/promises'
import { DeadlineExceeded, refuse, type Serve } from '@mallhive/chassis'
import type { Clock, Result } from '@mallhive/kernel'
import { sandboxApi, sandboxProblems, TEST_CARDS, type Charge } from '../../contract/http.ts'
import type { SandboxConfig } from '../config.ts'
import { readCard, type Behaviour } from '../domain/card.ts'
import { authorise, capture, refund, voidCharge, type ChargeRecord, type ChargeRefusal } from '../domain/charge.ts'
import type { Charges } from '../store/charges.ts'
import type { Ledger } from '../store/ledger.ts'
import type { Tokens } from '../store/tokens.ts'
import { viewOf } from '../webhooks/webhook.ts'

export interface RouteContext {
  readonly serve: Serve
  readonly tokens: Tokens
  readonly charges: Charges
  readonly ledger: Ledger
  readonly clock: Clock
  readonly config: SandboxConfig
  /** Called when there is a webhook to deliver. */
  readonly announced: () => void
}

const { routes } = sandboxApi
const refused = refuse(sandboxProblems)
const notFound = () => refused({ code: 'charge.not_found' })

export function chargeRoutes(context: RouteContext): void {
  const { serve, tokens, charges, clock, config } = context

  serve(routes.createToken, async ({ body }) => {
    const now = clock()
    const card = readCard(body, { month: now.getUTCMonth() + 1, year: now.getUTCFullYear() }, TEST_CARDS)
    if (!card.ok) return refused({ code: 'card.invalid', detail: card.error })
    const { brand, last4 } = card.value
    return { status: 201, body: { token: await tokens.keep(card.value, now), brand, last4 } }
  })

  serve(routes.createCharge, async ({ body, id }) => {
    const { key, amount, token, returnUrl } = body
    const now = clock()
    const secondStepUntil = new Date(now.getTime() + config.SECOND_STEP_MINUTES * 60_000)
    const asked = { id, key, token, amount, now, secondStepUntil, ...(returnUrl !== undefined && { returnUrl }) }
    const result = await charges.change(key, now, (kept) => authorise(kept, asked), token)
    if (result.ok) await dawdle(result.value, 'authorise')
    return answer(result)
  })

  serve(routes.getCharge, async ({ params }) => {
    const charge = await charges.find(params.key)
    return charge ? { status: 200, body: view(charge) } : notFound()
  })

  serve(routes.captureCharge, async ({ params }) => {
    const result = await charges.change(params.key, clock(), capture)
    if (result.ok) await dawdle(result.value, 'capture')
    return answer(result)
  })

  serve(routes.voidCharge, async ({ params }) => {
    const result = await charges.change(params.key, clock(), voidCharge)
    return result.ok && !result.value ? { status: 204, body: undefined } : answer(result)
  })

  serve(routes.refundCharge, async ({ params, body }) =>
    answer(await charges.change(params.key, clock(), (kept) => refund(kept, body.refundKey, body.amount))),
  )

  function answer(result: Result<ChargeRecord | undefined, ChargeRefusal>) {
    context.announced()
    if (!result.ok) return refused(result.error)
    return result.value ? ({ status: 200, body: view(result.value) } as const) : notFound()
  }
  function view(charge: ChargeRecord): Charge {
    return viewOf(charge, config.PUBLIC_URL)
  }

  /** The effect stands by now; some cards keep the caller waiting for the answer, or for ever. */
  async function dawdle(charge: ChargeRecord | undefined, step: 'authorise' | 'capture'): Promise<void> {
    if (!charge) return
    context.announced()
    if (charge.behaviour === 'answersSlowly' && step === 'authorise') await rest(config.SLOW_ANSWER_MS)
    if (charge.behaviour !== LOSES_ANSWER_OF[step]) return
    await rest(config.LOST_ANSWER_MS)
    throw new DeadlineExceeded(`the answer to ${step} got lost, as this card wants it`)
  }
}

const LOSES_ANSWER_OF = { authorise: 'chargesThenTimesOut', capture: 'capturesThenTimesOut' } as const satisfies Record<
  string,
  Behaviour
>
const rest = (ms: number) => pause(ms, undefined, { ref: false })

export function ledgerRoutes({ serve, ledger }: RouteContext): void {
  serve(routes.ledger, async ({ query }) => {
    const after = readCursor(query.cursor)
    if (after === undefined)
      return refused({
        code: 'request.invalid',
        errors: [{ field: 'query/cursor', message: 'is not a cursor of ours' }],
      })
    const { entries, next } = await ledger.page({
      after,
      limit: query.limit ?? 100,
      ...(query.key !== undefined && { key: query.key }),
    })
    const items = entries.map((entry) => ({ ...entry, at: entry.at.toISOString() }))
    return { status: 200, body: { items, ...(next !== undefined && { nextCursor: String(next) }) } }
  })
}

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0
  return /^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : undefined
}
