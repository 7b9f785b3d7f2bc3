import { defineService, ownDatabase, refuse, type Service } from '@mallhive/chassis'
import { api, type EventMessage } from '@mallhive/contract'
import { money, type Clock } from '@mallhive/kernel'
import { paymentApi, paymentAuthorized, paymentFailed, paymentProblems } from '@mallhive/payment-service/contract'
import { Type } from 'typebox'
import { mishaps } from './mishaps.ts'
import { DECLINED, paymentBook, type PaymentBook } from './payment-book.ts'

const { authorise, getPayment, capture, voidPayment, refund } = paymentApi.routes
const fakeApi = api('payment-service', { authorise, getPayment, capture, voidPayment, refund })
const refused = refuse(paymentProblems)

type Decide = (orderId: string, isApproved: boolean) => Promise<void>
type Say = (event: EventMessage) => Promise<void>

/**
 * payment-service in memory, and the ledger of what was charged. Tokens: `approve`, `decline`, `second-step`, `uncapturable`. It outlives the
 * services of a test.
 */
export function fakePayment() {
  const book = paymentBook()
  const happens = mishaps()
  const { payments, ledger, keep, move, uncapturable } = book
  let decide: Decide = async () => undefined
  let say: Say = async () => undefined
  return {
    service: serviceOf(book, happens, (sayer, clock) => {
      say = sayer
      decide = deciderOf(book, sayer, clock)
    }),
    ...happens,
    ledger,
    /** The kinds of movement of an order, in order: what really happened to the money. */
    movementsOf: (orderId: string) => ledger.filter((entry) => entry.orderId === orderId).map(({ kind }) => kind),
    /** The shopper answers the bank's question, and the service says so. */
    approve: (orderId: string) => decide(orderId, true),
    deny: (orderId: string) => decide(orderId, false),
    /** Says what happened to all who listen. */
    state: (event: EventMessage) => say(event),
    /** As `approve`, but nobody is told. */
    approveSilently: (orderId: string) => void move(payments.get(orderId)!, 'authorise', { state: 'authorised' }),
    /** The bank's question ran out of time, and nobody is told. */
    expireSilently: (orderId: string) => void keep({ ...payments.get(orderId)!, state: 'expired' }),
    allowCapture: (orderId: string) => void uncapturable.delete(orderId),
  }
}

function serviceOf(
  book: PaymentBook,
  happens: ReturnType<typeof mishaps>,
  offer: (say: Say, clock: Clock) => void,
): Service {
  const { payments, refunds, uncapturable, keep, move, begin } = book
  return defineService(
    {
      api: fakeApi,
      config: Type.Object({}),
      needs: {},
      database: ownDatabase<object>(new URL('./no-migrations/', import.meta.url)),
    },
    ({ serve, clock, database }) => {
      offer((event) => database.transaction(async (_tx, publish) => publish(event)), clock)
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
}

/** The shopper's answer to the bank, and the word that goes round about it. */
const deciderOf =
  ({ payments, keep, move }: PaymentBook, say: Say, clock: Clock): Decide =>
  async (orderId, isApproved) => {
    const payment = payments.get(orderId)!
    const { amount } = payment
    if (isApproved) move(payment, 'authorise', { state: 'authorised' })
    else keep({ ...payment, state: 'failed', failure: DECLINED })
    await say(
      isApproved
        ? paymentAuthorized(orderId, { orderId, amount }, clock())
        : paymentFailed(orderId, { orderId, amount, reason: DECLINED.code }, clock()),
    )
  }
