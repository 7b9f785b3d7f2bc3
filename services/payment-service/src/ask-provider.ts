import { fail, ok, type Clock } from '@mallhive/kernel'
import { absorb, absorbBarred, absorbUnchargeable, giveUpRefund, giveUpStep } from './domain/absorb.ts'
import type { ProviderCharge } from './domain/charge.ts'
import type { PaymentRecord, Step } from './domain/payment.ts'
import type { Outcome, PaymentProvider } from './provider/payment-provider.ts'
import type { PaymentStore } from './store/payments.ts'

/** What the provider is asked for: a step of the payment, or one of its refunds. */
export type Question = { readonly step: Step } | { readonly refundId: string }

export interface Asking {
  /** Asks, and stores the answer. Undefined: it cannot be known now. */
  ask(payment: PaymentRecord, question: Question): Promise<PaymentRecord | undefined>
  /** Stores what the provider says of a charge, from whichever side it came. Undefined: the order is not known here. */
  told(orderId: string, charge: ProviderCharge): Promise<PaymentRecord | undefined>
}

/** Asks the provider for what was decided. No transaction is open meanwhile. */
export function asking(store: PaymentStore, provider: PaymentProvider, clock: Clock): Asking {
  return { ask, told }

  async function ask(payment: PaymentRecord, question: Question): Promise<PaymentRecord | undefined> {
    const outcome = await put(provider, payment, question)
    if (outcome.kind === 'charge' || outcome.kind === 'barred') return hear(payment.orderId, outcome)
    // Refused, or not answered: what happened is decided by the charge itself.
    const found = await provider.find(payment.orderId)
    if (found.kind === 'unknown') return undefined
    if (outcome.kind === 'unknown') return found.kind === 'nothing' ? undefined : hear(payment.orderId, found)
    if (found.kind === 'charge') await hear(payment.orderId, found)
    return giveUp(payment.orderId, question, outcome.kind === 'refused' ? outcome.code : 'charge.not_found')
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

  async function told(orderId: string, charge: ProviderCharge): Promise<PaymentRecord | undefined> {
    const heard = await store.change(orderId, clock(), (present) =>
      present ? ok(absorb(present, charge, clock())) : fail(undefined),
    )
    return heard.ok ? heard.value : undefined
  }
}

function put(
  provider: PaymentProvider,
  { orderId, terms, refunds }: PaymentRecord,
  question: Question,
): Promise<Outcome> {
  if ('refundId' in question) {
    const { amount } = refunds.find(({ id }) => id === question.refundId)!
    return provider.refund(orderId, question.refundId, { amount, currency: terms!.amount.currency })
  }
  if (question.step === 'authorise') return provider.authorise(orderId, terms!)
  return question.step === 'capture' ? provider.capture(orderId) : provider.void(orderId)
}
