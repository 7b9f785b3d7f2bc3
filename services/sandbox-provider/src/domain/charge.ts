import { fail, ok, type Money, type Result } from '@mallhive/kernel'
import type { Behaviour, KnownCard } from './card.ts'

/** A charge takes so many refunds. */
export const REFUNDS_MAX = 250

export type ChargeState = 'requires-action' | 'authorised' | 'declined' | 'captured' | 'voided' | 'expired'

/** A charge as the provider keeps it. Amounts are minor units of `amount.currency`. */
export interface ChargeRecord extends KnownCard {
  readonly id: string
  readonly key: string
  readonly token: string
  readonly state: ChargeState
  readonly amount: Money
  readonly authorised: number
  readonly captured: number
  readonly refunded: number
  readonly refunds: readonly { readonly key: string; readonly amount: Money }[]
  readonly returnUrl?: string
  readonly declineCode?: string
  readonly sequence: number
  readonly expiresAt?: Date
  readonly createdAt: Date
}

export interface Movement {
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund'
  readonly amount: number
  readonly refundKey?: string
}

export type ChargeRefusal =
  | { readonly code: 'card.invalid'; readonly detail: string }
  | { readonly code: 'charge.not_found' }
  | { readonly code: 'charge.key_reused' }
  | { readonly code: 'charge.voided' }
  | { readonly code: 'charge.state'; readonly detail: string }
  | { readonly code: 'charge.too_much' }

/** What stands under a key: a charge, a bar that no charge will ever pass, or nothing yet. */
export interface Kept {
  readonly charge?: ChargeRecord
  readonly isBarred: boolean
  /** Of the token that came with the question. None: it is not known (any more). */
  readonly card?: KnownCard
}
/** What shall stand there. Nothing given: it stays as it is. */
export interface Change {
  readonly charge?: ChargeRecord
  readonly movement?: Movement
  readonly bar?: true
}
export type Decision = Result<Change, ChargeRefusal>

export interface Asked {
  readonly id: string
  readonly key: string
  readonly token: string
  readonly amount: Money
  readonly returnUrl?: string
  readonly now: Date
  readonly secondStepUntil: Date
}

/** A key stands for one charge for ever: the same request is answered with what became of it, another is refused. */
export function authorise(kept: Kept, asked: Asked): Decision {
  const { charge } = kept
  if (charge) {
    const isSame =
      charge.token === asked.token &&
      charge.amount.amount === asked.amount.amount &&
      charge.amount.currency === asked.amount.currency &&
      charge.returnUrl === asked.returnUrl
    return isSame ? ok({}) : fail({ code: 'charge.key_reused' })
  }
  const { card } = kept
  if (!card) return fail({ code: 'card.invalid', detail: 'This token is not known (any more)' })
  if (kept.isBarred) return fail({ code: 'charge.voided' })

  const { id, key, token, amount, now, returnUrl, secondStepUntil } = asked
  const fresh = {
    ...card,
    id,
    key,
    token,
    amount,
    ...(returnUrl !== undefined && { returnUrl }),
    authorised: 0,
    captured: 0,
    refunded: 0,
    refunds: [],
    sequence: 1,
    createdAt: now,
  }
  const declineCode = DECLINES[card.behaviour]
  if (declineCode) return ok({ charge: { ...fresh, state: 'declined', declineCode } })
  if (card.behaviour === 'asksForSecondStep')
    return ok({ charge: { ...fresh, state: 'requires-action', expiresAt: secondStepUntil } })
  return ok({
    charge: { ...fresh, state: 'authorised', authorised: amount.amount },
    movement: { kind: 'authorise', amount: amount.amount },
  })
}

const DECLINES: Partial<Record<Behaviour, string>> = {
  declines: 'card_declined',
  declinesForFunds: 'insufficient_funds',
}

/** The shopper's answer at the bank. The first one counts; pressing back and answering again changes nothing. */
export function decideSecondStep({ charge }: Kept, decision: 'approve' | 'decline', now: Date): Decision {
  if (!charge) return fail({ code: 'charge.not_found' })
  if (charge.state !== 'requires-action') return ok({})
  if (charge.expiresAt && charge.expiresAt <= now) return expire({ charge, isBarred: false }, now)
  if (decision === 'decline')
    return ok({ charge: next(charge, { state: 'declined', declineCode: 'second_step_refused' }) })
  const { amount } = charge.amount
  return ok({
    charge: next(charge, { state: 'authorised', authorised: amount }),
    movement: { kind: 'authorise', amount },
  })
}

/** A second step that nobody answered in time comes to nothing. */
export function expire({ charge }: Kept, now: Date): Decision {
  if (charge?.state !== 'requires-action' || !charge.expiresAt || charge.expiresAt > now) return ok({})
  return ok({ charge: next(charge, { state: 'expired' }) })
}

export function capture({ charge }: Kept): Decision {
  if (!charge) return fail({ code: 'charge.not_found' })
  if (charge.state === 'captured') return ok({})
  if (charge.state !== 'authorised') return fail(standing(charge))
  if (charge.behaviour === 'refusesCapture')
    return fail({ code: 'charge.state', detail: 'The bank refuses the capture' })
  return ok({
    charge: next(charge, { state: 'captured', captured: charge.authorised }),
    movement: { kind: 'capture', amount: charge.authorised },
  })
}

/** What never was cannot be voided, but it can be kept from ever happening. */
export function voidCharge({ charge }: Kept): Decision {
  if (!charge) return ok({ bar: true })
  if (charge.state === 'captured') return fail(standing(charge))
  if (charge.state === 'authorised')
    return ok({ charge: next(charge, { state: 'voided' }), movement: { kind: 'void', amount: charge.authorised } })
  return charge.state === 'requires-action' ? ok({ charge: next(charge, { state: 'voided' }) }) : ok({})
}

export function refund({ charge }: Kept, refundKey: string, amount: Money): Decision {
  if (!charge) return fail({ code: 'charge.not_found' })
  const known = charge.refunds.find(({ key }) => key === refundKey)
  if (known) return known.amount.amount === amount.amount ? ok({}) : fail({ code: 'charge.key_reused' })
  if (charge.state !== 'captured') return fail(standing(charge))
  if (amount.currency !== charge.amount.currency)
    return fail({ code: 'charge.state', detail: 'The currency is another' })
  if (charge.refunded + amount.amount > charge.captured) return fail({ code: 'charge.too_much' })
  if (charge.refunds.length >= REFUNDS_MAX)
    return fail({ code: 'charge.state', detail: `A charge takes ${REFUNDS_MAX} refunds at most` })
  return ok({
    charge: next(charge, {
      refunded: charge.refunded + amount.amount,
      refunds: [...charge.refunds, { key: refundKey, amount }],
    }),
    movement: { kind: 'refund', amount: amount.amount, refundKey },
  })
}

const next = (charge: ChargeRecord, change: Partial<ChargeRecord>): ChargeRecord => ({
  ...charge,
  ...change,
  sequence: charge.sequence + 1,
})
const standing = ({ state }: ChargeRecord) => ({ code: 'charge.state', detail: `The charge is ${state}` }) as const
