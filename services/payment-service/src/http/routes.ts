import { refuse, type Serve } from '@mallhive/chassis'
import { money } from '@mallhive/kernel'
import { paymentApi, paymentProblems, type Payment } from '../../contract/http.ts'
import type { PaymentRecord } from '../domain/payment.ts'
import type { Payments } from '../payments.ts'

const { routes } = paymentApi
const refused = refuse(paymentProblems)

export function paymentRoutes({ serve, payments }: { serve: Serve; payments: Payments }): void {
  serve(routes.authorise, async ({ body }) => {
    const { orderId, amount, token, returnUrl } = body
    return answer(await payments.authorise(orderId, { amount, token, ...(returnUrl !== undefined && { returnUrl }) }))
  })
  serve(routes.getPayment, async ({ params }) => {
    const payment = await payments.look(params.orderId)
    if (!payment?.terms) return refused({ code: 'payment.not_found' })
    return { status: 200, body: view(payment) }
  })
  serve(routes.capture, async ({ params }) => answer(await payments.capture(params.orderId)))
  serve(routes.voidPayment, async ({ params }) => {
    const result = await payments.void(params.orderId)
    return result.ok && !result.value.terms ? { status: 204, body: undefined } : answer(result)
  })
  serve(routes.refund, async ({ params, body }) =>
    answer(await payments.refund(params.orderId, body.refundId, body.amount)),
  )
}

function answer(result: Awaited<ReturnType<Payments['capture']>>) {
  if (result.ok) return { status: 200, body: view(result.value) } as const
  const { error } = result
  return error.code === 'payment.unresolved' ? refused(error, { 'retry-after': '1' }) : refused(error)
}

const WORDS: Readonly<Record<string, string>> = {
  card_declined: 'The card was declined',
  insufficient_funds: 'The card has not enough funds',
  second_step_refused: 'The payment was not approved',
  expired: 'The payment was not approved in time',
  'card.invalid': 'The card is not known (any more)',
}

function view(payment: PaymentRecord): Payment {
  const { orderId, state, terms, captured, refunded, card, actionUrl, failureCode, updatedAt } = payment
  const { currency } = terms!.amount
  return {
    ...{ orderId, state, amount: terms!.amount, card },
    captured: money(captured, currency),
    refunded: money(refunded, currency),
    ...(actionUrl !== undefined && { nextAction: { url: actionUrl } }),
    ...(failureCode !== undefined && {
      failure: { code: failureCode, detail: WORDS[failureCode] ?? 'The provider refused the payment' },
    }),
    updatedAt: updatedAt.toISOString(),
  }
}
