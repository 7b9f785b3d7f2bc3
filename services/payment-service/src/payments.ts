import { fail, ok, type Clock, type Money, type Result } from '@mallhive/kernel'
import { absorb, absorbBarred, absorbUnchargeable, giveUpRefund, giveUpStep } from './domain/absorb.ts'
import type { ProviderCharge } from './domain/charge.ts'
import { intendAuthorise, intendCapture, intendRefund, intendVoid, type Refusal } from './domain/intend.ts'
import { isWaiting, type PaymentRecord, type Step, type Terms } from './domain/payment.ts'
import type { Outcome, PaymentProvider } from './provider/payment-provider.ts'
import type { PaymentStore } from './store/payments.ts'

const RESOLVED_AT_ONCE = 10
const ASK_AGAIN_MS = 1_000

type Unresolved = { readonly code: 'payment.unresolved' }
type Answer = Result<PaymentRecord, Refusal | Unresolved>
/** What the provider was asked for: a step of the payment, or one of its refunds. */
type Question = { readonly step: Step } | { readonly refundId: string }

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

/**
 * Each step: its intent is stored, then the provider is asked, then its answer is stored. A process that dies between any two of these leaves
 * a payment that says what is not known, and the next one to come along, or the resolver, asks the provider by the same key.
 */
export function payments(store: PaymentStore, provider: PaymentProvider, clock: Clock): Payments {
  return { authorise, capture, void: voidPayment, refund, look, told, resolve }

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

  async function told(orderId: string, charge: ProviderCharge): Promise<PaymentRecord | undefined> {
    const heard = await store.change(orderId, clock(), (present) =>
      present ? ok(absorb(present, charge, clock())) : fail(undefined),
    )
    return heard.ok ? heard.value : undefined
  }

  async function resolve(): Promise<void> {
    for (const orderId of await store.claimWaiting(clock(), RESOLVED_AT_ONCE)) {
      const payment = await look(orderId)
      if (payment?.step !== undefined) await ask(payment, { step: payment.step })
      for (const { id, state } of payment?.refunds ?? []) if (state === 'asked') await ask(payment!, { refundId: id })
    }
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

  async function unresolved(orderId: string): Promise<Answer> {
    await store.askSoon(orderId, new Date(clock().getTime() + ASK_AGAIN_MS))
    return fail({ code: 'payment.unresolved' })
  }

  /** Asks, and stores the answer. Undefined: it cannot be known now. */
  async function ask(payment: PaymentRecord, question: Question): Promise<PaymentRecord | undefined> {
    const outcome = await put(payment, question)
    if (outcome.kind === 'charge' || outcome.kind === 'barred') return hear(payment.orderId, outcome)
    // Refused, or not answered: what happened is decided by the charge itself.
    const found = await provider.find(payment.orderId)
    if (found.kind === 'unknown') return undefined
    if (outcome.kind === 'unknown') return found.kind === 'nothing' ? undefined : hear(payment.orderId, found)
    if (found.kind === 'charge') await hear(payment.orderId, found)
    return giveUp(payment.orderId, question, outcome.kind === 'refused' ? outcome.code : 'charge.not_found')
  }

  function put({ orderId, terms, refunds }: PaymentRecord, question: Question): Promise<Outcome> {
    if ('refundId' in question) {
      const { amount } = refunds.find(({ id }) => id === question.refundId)!
      return provider.refund(orderId, question.refundId, { amount, currency: terms!.amount.currency })
    }
    if (question.step === 'authorise') return provider.authorise(orderId, terms!)
    return question.step === 'capture' ? provider.capture(orderId) : provider.void(orderId)
  }

  async function hear(orderId: string, outcome: Outcome): Promise<PaymentRecord | undefined> {
    if (outcome.kind === 'charge') return told(orderId, outcome.charge)
    const heard = await store.change(orderId, clock(), (present) =>
      present ? ok(absorbBarred(present, clock())) : fail(undefined),
    )
    return heard.ok ? heard.value : undefined
  }

  async function giveUp(orderId: string, question: Question, code: string): Promise<PaymentRecord | undefined> {
    const left = await store.change(orderId, clock(), (present) => {
      if (!present) return fail(undefined)
      if ('refundId' in question) return ok({ payment: giveUpRefund(present, question.refundId) })
      if (question.step === 'authorise') return ok(absorbUnchargeable(present, code, clock()))
      return ok({ payment: giveUpStep(present, question.step) })
    })
    return left.ok ? left.value : undefined
  }
}

const stateOfRefund = ({ refunds }: PaymentRecord, refundId: string) => refunds.find(({ id }) => id === refundId)?.state
