import { defineService, ownDatabase, refuse, type Service } from '@mallhive/chassis'
import { api } from '@mallhive/contract'
import { money, type Clock, type Money } from '@mallhive/kernel'
import {
  paymentApi,
  paymentAuthorized,
  paymentFailed,
  paymentProblems,
  type Payment,
} from '@mallhive/payment-service/contract'
import { Type } from 'typebox'
import { mishaps } from './mishaps.ts'

const { authorise, getPayment, capture, voidPayment, refund } = paymentApi.routes
const fakeApi = api('payment-service', { authorise, getPayment, capture, voidPayment, refund })
const CARD = { brand: 'Visa', last4: '4242' }

export interface Movement {
  readonly orderId: string
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund'
  readonly amount: number
}

/**
 * payment-service in memory, and the ledger of what was charged. Tokens: `approve`, `decline`, `second-step`, `uncapturable`. It outlives the
 * services of a test.
 */
export function fakePayment() {
  const payments = new Map<string, Payment>()
  const uncapturable = new Set<string>()
  const refunds = new Set<string>()
  const ledger: Movement[] = []
  const happens = mishaps()
  const refused = refuse(paymentProblems)
  let decide: (orderId: string, isApproved: boolean) => Promise<void> = async () => undefined

  const keep = (payment: Payment): Payment => {
    payments.set(payment.orderId, payment)
    return payment
  }
  const move = (payment: Payment, kind: Movement['kind'], changes: Partial<Payment>): Payment => {
    ledger.push({ orderId: payment.orderId, kind, amount: payment.amount.amount })
    return keep({ ...payment, ...changes })
  }
  const declined = { code: 'insufficient_funds', detail: 'There is not enough money on the account.' }

  function begin(orderId: string, amount: Money, token: string, clock: Clock): Payment {
    const zero = money(0, amount.currency)
    const created: Payment = {
      orderId,
      state: 'created',
      amount,
      captured: zero,
      refunded: zero,
      card: CARD,
      updatedAt: clock().toISOString(),
    }
    if (token === 'decline') return keep({ ...created, state: 'failed', failure: declined })
    if (token === 'second-step')
      return keep({ ...created, state: 'requires-action', nextAction: { url: `https://bank.example/${orderId}` } })
    if (token === 'uncapturable') uncapturable.add(orderId)
    return move(created, 'authorise', { state: 'authorised' })
  }

  const service: Service = defineService(
    {
      api: fakeApi,
      config: Type.Object({}),
      needs: {},
      database: ownDatabase(new URL('./no-migrations/', import.meta.url)),
    },
    ({ serve, clock, database }) => {
      decide = async (orderId, isApproved) => {
        const payment = payments.get(orderId)!
        const { amount } = payment
        if (isApproved) move(payment, 'authorise', { state: 'authorised' })
        else keep({ ...payment, state: 'failed', failure: declined })
        await database.transaction(async (_tx, publish) =>
          publish(
            isApproved
              ? paymentAuthorized(orderId, { orderId, amount }, clock())
              : paymentFailed(orderId, { orderId, amount, reason: declined.code }, clock()),
          ),
        )
      }

      serve(authorise, ({ body: { orderId, amount, token } }) =>
        happens.around('authorise', () => ({
          status: 200,
          body: payments.get(orderId) ?? begin(orderId, amount, token, clock),
        })),
      )
      serve(getPayment, ({ params }) =>
        happens.around('getPayment', () => {
          const payment = payments.get(params.orderId)
          return payment ? { status: 200, body: payment } : refused({ code: 'payment.not_found' })
        }),
      )
      serve(capture, ({ params }) =>
        happens.around('capture', () => {
          const payment = payments.get(params.orderId)
          if (!payment) return refused({ code: 'payment.not_found' })
          if (payment.state === 'captured') return { status: 200, body: payment }
          if (payment.state !== 'authorised' || uncapturable.has(params.orderId))
            return refused({ code: 'payment.not_capturable' })
          return { status: 200, body: move(payment, 'capture', { state: 'captured', captured: payment.amount }) }
        }),
      )
      serve(voidPayment, ({ params: { orderId } }) =>
        happens.around('voidPayment', () => {
          const payment = payments.get(orderId)
          if (!payment) {
            keep({ ...begin(orderId, money(0, 'EUR'), 'decline', clock), state: 'voided' })
            return { status: 204, body: undefined }
          }
          if (payment.state === 'captured') return refused({ code: 'payment.captured' })
          if (payment.state === 'authorised') return { status: 200, body: move(payment, 'void', { state: 'voided' }) }
          const isOpen = payment.state === 'requires-action' || payment.state === 'created'
          return { status: 200, body: isOpen ? keep({ ...payment, state: 'voided' }) : payment }
        }),
      )
      serve(refund, ({ params: { orderId }, body: { refundId, amount } }) =>
        happens.around('refund', () => {
          const payment = payments.get(orderId)
          if (!payment) return refused({ code: 'payment.not_found' })
          if (refunds.has(refundId)) return { status: 200, body: payment }
          if (payment.refunded.amount + amount.amount > payment.captured.amount)
            return refused({ code: 'payment.not_refundable' })
          refunds.add(refundId)
          return { status: 200, body: move(payment, 'refund', { refunded: amount }) }
        }),
      )
    },
  )

  return {
    service,
    ...happens,
    ledger,
    /** The kinds of movement of an order, in order: what really happened to the money. */
    movementsOf: (orderId: string) => ledger.filter((entry) => entry.orderId === orderId).map(({ kind }) => kind),
    /** The shopper answers the bank's question, and the service says so. */
    approve: (orderId: string) => decide(orderId, true),
    deny: (orderId: string) => decide(orderId, false),
    /** As `approve`, but nobody is told. */
    approveSilently: (orderId: string) => void move(payments.get(orderId)!, 'authorise', { state: 'authorised' }),
    /** The bank's question ran out of time, and nobody is told. */
    expireSilently: (orderId: string) => void keep({ ...payments.get(orderId)!, state: 'expired' }),
    allowCapture: (orderId: string) => void uncapturable.delete(orderId),
  }
}
export type FakePayment = ReturnType<typeof fakePayment>
