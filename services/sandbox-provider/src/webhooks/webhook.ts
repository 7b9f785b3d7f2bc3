import type { Charge, WebhookEvent } from '../../contract/http.ts'
import type { ChargeRecord } from '../domain/charge.ts'

/** A charge as the shop sees it. */
export function viewOf(charge: ChargeRecord, publicUrl: string): Charge {
  const { id, key, state, amount, captured, refunded, brand, last4, declineCode, sequence, refunds, createdAt } = charge
  const { currency } = amount
  return {
    ...{ id, key, state, amount, brand, last4, sequence },
    captured: { amount: captured, currency },
    refunded: { amount: refunded, currency },
    ...(declineCode !== undefined && { declineCode }),
    ...(state === 'requires-action' && { nextAction: { url: secondStepUrl(publicUrl, id) } }),
    refunds: [...refunds],
    createdAt: createdAt.toISOString(),
  }
}

export const secondStepUrl = (publicUrl: string, id: string): string => new URL(`/second-step/${id}`, publicUrl).href

/** What is told of a change: the whole charge as it stands then, so that any later one says all that an earlier one said. */
export const webhookOf = (id: string, charge: ChargeRecord, publicUrl: string, now: Date): WebhookEvent => ({
  id,
  type: `charge.${charge.refunded > 0 ? 'refunded' : charge.state}`,
  sequence: charge.sequence,
  occurredAt: now.toISOString(),
  charge: viewOf(charge, publicUrl),
})
