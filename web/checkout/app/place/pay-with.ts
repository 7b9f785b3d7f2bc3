import type { FormFault } from '@mallhive/design-system/forms'
import type { Host } from '@mallhive/design-system/server'
import { cardFaults, monthOf, readCard } from '../form/card-form.ts'
import { isTyped, type KeptCard, readKept } from '../form/kept-card.ts'
import { cardToken } from './card-token.ts'

/** The card of a posted form, as far as one has come with it. */
export interface PayWith {
  readonly card?: KeptCard
  readonly faults: readonly FormFault[]
  /** The provider could not be asked; the card must be typed again. */
  readonly isAway?: boolean
}

/** Exchanges a card that was typed without a fault; one that the form kept is taken as it is. */
export async function payWith(host: Host, form: FormData): Promise<PayWith> {
  const typed = readCard(form)
  const kept = readKept(form)
  if (kept && !isTyped(typed)) return { card: kept, faults: [] }
  const faults = cardFaults(typed, monthOf(new Date()))
  if (faults.length > 0) return { faults }
  const exchanged = await cardToken(host, typed)
  if (exchanged === 'away') return { faults: [], isAway: true }
  return exchanged === 'refused'
    ? { faults: [{ field: 'card', code: 'cardRefused' }] }
    : { card: exchanged, faults: [] }
}
