import { fail, ok, type Clock, type Money, type Result } from '@mallhive/kernel'
import { asking, type Asking } from './ask-provider.ts'
import type { ProviderCharge } from './domain/charge.ts'
import { intendAuthorise, intendCapture, intendRefund, intendVoid, type Refusal } from './domain/intend.ts'
import { isWaiting, type PaymentRecord, type Terms } from './domain/payment.ts'
import type { PaymentProvider } from './provider/payment-provider.ts'
import type { PaymentStore } from './store/payments.ts'

const RESOLVED_AT_ONCE = 10
const ASK_AGAIN_MS = 1_000

type Unresolved = { readonly code: 'payment.unresolved' }
type Answer = Result<PaymentRecord, Refusal | Unresolved>

export interface Payments {
  authorise(orderId: string, terms: Terms): Promise<Answer>
  capture(orderId: string): Promise<Answer>
  /** Answers a payment without terms when there never was one, and never will be. */
  void(orderId: string): Promise<Answer>
  refund(orderId: string, refundId: string, amount: Money): Promise<Answer>
  /** The payment as it stands; the provider is asked when only it can know. */
  look(orderId: string): Promise<PaymentRecord | undefined>
  /** Takes over what a webhook tells. Undefined: the order is not known here. */
  told(orderId: string, charge: ProviderCharge): Promise<PaymentRecord | undefined>
  /** Asks about payments of which nobody has heard. */
  resolve(): Promise<void>
}

export interface PaymentsContext {
  readonly store: PaymentStore
  readonly provider: PaymentProvider
  readonly clock: Clock
  /** Called when there is something to resolve. */
  readonly resolveSoon: () => void
}

/**
 * Each step: its intent is stored, then the provider is asked, then its answer is stored. A process that dies between any two of these leaves
 * a payment that says what is not known, and the next one to come along, or the resolver, asks the provider by the same key.
 */
export function payments({ store, provider, clock, resolveSoon }: PaymentsContext): Payments {
  const unresolved = noticing(store, clock, resolveSoon)
  const { ask, told } = asking(store, provider, clock)
  return {
    authorise,
    capture,
    void: voidPayment,
    refund,
    look,
    told,
    resolve: () => resolveWaiting(store, clock, look, ask),
  }

  async function authorise(orderId: string, terms: Terms): Promise<Answer> {
    const intent = await intend(orderId, (present) => intendAuthorise(present, orderId, terms, clock()))
    if (!intent.ok) return intent
    if (intent.value.step === undefined && intent.value.state === 'requires-action')
      return ok((await look(orderId)) ?? intent.value)
    return go(intent.value)
  }

  async function capture(orderId: string): Promise<Answer> {
    const intent = await intend(orderId, intendCapture)
    if (!intent.ok) return intent
    const after = await go(intent.value)
    if (!after.ok || after.value.state === 'captured') return after
    return fail({ code: 'payment.not_capturable', detail: `The provider refused; the payment is ${after.value.state}` })
  }

  async function voidPayment(orderId: string): Promise<Answer> {
    const intent = await intend(orderId, (present) => intendVoid(present, orderId, clock()))
    if (!intent.ok) return intent
    const after = await go(intent.value)
    return after.ok && after.value.state === 'captured' ? fail({ code: 'payment.captured' }) : after
  }

  async function refund(orderId: string, refundId: string, amount: Money): Promise<Answer> {
    const intent = await intend(orderId, (present) => intendRefund(present, refundId, amount))
    if (!intent.ok) return intent
    if (stateOfRefund(intent.value, refundId) !== 'asked') return intent
    const after = await ask(intent.value, { refundId })
    if (!after || stateOfRefund(after, refundId) === 'asked') return unresolved(orderId)
    if (stateOfRefund(after, refundId) === 'done') return ok(after)
    return fail({ code: 'payment.not_refundable', detail: 'The provider refused this refund' })
  }

  async function look(orderId: string): Promise<PaymentRecord | undefined> {
    const payment = await store.find(orderId)
    if (!payment || !(isWaiting(payment) || payment.state === 'requires-action')) return payment
    const outcome = await provider.find(orderId)
    return outcome.kind === 'charge' ? told(orderId, outcome.charge) : payment
  }

  function intend(orderId: string, decide: (present: PaymentRecord | undefined) => Result<PaymentRecord, Refusal>) {
    return store.change(orderId, clock(), (present) => {
      const intent = decide(present)
      return intent.ok ? ok({ payment: intent.value }) : intent
    })
  }

  /** Does the step that the payment waits for, whoever decided it. */
  async function go(payment: PaymentRecord): Promise<Answer> {
    if (payment.step === undefined) return ok(payment)
    const after = await ask(payment, { step: payment.step })
    if (!after || after.step === payment.step) return unresolved(payment.orderId)
    // A void may have overtaken the step meanwhile: it is the last that one can decide, so this ends.
    return go(after)
  }
}

const stateOfRefund = ({ refunds }: PaymentRecord, refundId: string) => refunds.find(({ id }) => id === refundId)?.state

/** The answer to who cannot be told what happened; it is found out soon. */
const noticing =
  (store: PaymentStore, clock: Clock, resolveSoon: () => void) =>
  async (orderId: string): Promise<Answer> => {
    await store.askSoon(orderId, new Date(clock().getTime() + ASK_AGAIN_MS))
    setTimeout(resolveSoon, ASK_AGAIN_MS).unref()
    return fail({ code: 'payment.unresolved' })
  }

/** Looks first: what was asked before may have happened since. */
async function resolveWaiting(
  store: PaymentStore,
  clock: Clock,
  look: Payments['look'],
  ask: Asking['ask'],
): Promise<void> {
  for (;;) {
    const claimed = await store.claimWaiting(clock(), RESOLVED_AT_ONCE)
    const outcomes = await Promise.allSettled(claimed.map(resolve))
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    if (claimed.length < RESOLVED_AT_ONCE) return
  }

  async function resolve(orderId: string): Promise<void> {
    const payment = await look(orderId)
    if (payment?.step !== undefined) await ask(payment, { step: payment.step })
    for (const { id, state } of payment?.refunds ?? []) if (state === 'asked') await ask(payment!, { refundId: id })
  }
}
