import { Unavailable } from '@mallhive/chassis'
import type { Client, ProblemReply } from '@mallhive/contract'
import type { Payment, paymentApi } from '@mallhive/payment-service/contract'
import type { productApi, Shortage } from '@mallhive/product-service/contract'
import type { Undone } from '../domain/backward.ts'
import type { Asked, Reserved } from '../domain/forward.ts'
import type { SagaOrder } from '../domain/order.ts'

/** What the saga asks of product-service, each question named by the order. What is not an answer is thrown: the outcome is not known then. */
export interface Stock {
  reserve(order: SagaOrder): Promise<Reserved>
  extend(order: SagaOrder, minutes: number): Promise<void>
  commit(order: SagaOrder): Promise<Reserved>
  /** Gives back what is held; what was taken out already is put back. */
  free(order: SagaOrder): Promise<void>
}

/** What the saga asks of payment-service, likewise. */
export interface Payments {
  authorise(order: SagaOrder): Promise<Asked>
  look(order: SagaOrder): Promise<Asked>
  capture(order: SagaOrder): Promise<Asked>
  /** Lets an authorisation go; money that was taken goes back. */
  undo(order: SagaOrder): Promise<Undone>
}

export function stockAt(product: Client<typeof productApi>): Stock {
  return {
    async reserve({ id, snapshot }) {
      const lines = snapshot.lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
      const answer = await product.reserve({ body: { orderId: id, lines } })
      return answer.status === 200 ? { kind: 'held' } : refusalOf(answer)
    },
    async extend({ id }, minutes) {
      const answer = await product.extendReservation({ params: { orderId: id }, body: { holdMinutes: minutes } })
      // A hold that is gone is not in the way of the payment: commit reserves again, or the money goes back.
      if (answer.status !== 200) assertIn(answer, ['reservation.not_found', 'reservation.released'])
    },
    async commit({ id }) {
      const answer = await product.commitReservation({ params: { orderId: id } })
      return answer.status === 200 ? { kind: 'held' } : refusalOf(answer)
    },
    async free({ id, stockTaken }) {
      const params = { orderId: id }
      if (!stockTaken) {
        const answer = await product.releaseReservation({ params })
        if (answer.status === 200) return
        assertIn(answer, ['reservation.committed'])
      }
      const answer = await product.restock({ params })
      if (answer.status !== 200) assertIn(answer, ['reservation.not_found'])
    },
  }
}

export function paymentsAt(payment: Client<typeof paymentApi>): Payments {
  return {
    async authorise({ id, snapshot, paymentToken, returnUrl }) {
      const answer = await payment.authorise({
        body: {
          orderId: id,
          amount: snapshot.totals.total,
          token: paymentToken ?? '',
          ...(returnUrl !== undefined && { returnUrl }),
        },
      })
      return asked(answer, ['payment.other_amount'])
    },
    look: async ({ id }) => asked(await payment.getPayment({ params: { orderId: id } }), ['payment.not_found']),
    capture: async ({ id }) =>
      asked(await payment.capture({ params: { orderId: id } }), ['payment.not_capturable', 'payment.not_found']),
    async undo(order) {
      const params = { orderId: order.id }
      if (order.paymentStatus !== 'captured') {
        const answer = await payment.voidPayment({ params })
        if (answer.status === 204) return 'nothing-to-undo'
        if (answer.status === 200) return undoneBy(answer.body)
        assertIn(answer, ['payment.captured'])
      }
      const body = { refundId: order.refundId, amount: order.snapshot.totals.total }
      const answer = await payment.refund({ params, body })
      if (answer.status !== 200) throw unexpected(answer)
      return 'refunded'
    },
  }
}

/** A payment that is let go holds and took nothing. One that still holds money is not undone, whatever the status says. */
function undoneBy({ state }: Payment): Undone {
  if (state === 'voided') return 'voided'
  if (state === 'failed' || state === 'expired') return 'failed'
  throw new Unavailable(`the payment is still ${state} after it was let go`)
}

function asked(
  answer: ProblemReply | { readonly status: 200; readonly body: Payment },
  refusals: readonly string[],
): Asked {
  if (answer.status === 200) return { kind: 'payment', payment: answer.body }
  assertIn(answer, refusals)
  return { kind: 'refused', code: answer.body.code }
}

function refusalOf(answer: ProblemReply): Reserved {
  const { code, details } = answer.body
  if (code === 'stock.short') return { kind: 'short', shortage: (details as Shortage | undefined) ?? { lines: [] } }
  assertIn(answer, ['variant.not_found', 'reservation.released', 'reservation.not_found'])
  return { kind: 'refused', code }
}

/** Only an answer that the step understands decides anything. */
function assertIn(answer: ProblemReply, codes: readonly string[]): void {
  if (!codes.includes(answer.body.code)) throw unexpected(answer)
}
const unexpected = ({ status, body }: ProblemReply) => new Unavailable(`a neighbour answered ${status} ${body.code}`)
