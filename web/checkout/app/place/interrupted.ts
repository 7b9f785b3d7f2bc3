import { textOf } from '@mallhive/design-system/forms'
import { type KeptCard, keptFields } from '../form/kept-card.ts'

/**
 * The form cannot be shown now, as a service is away that its lines or its price come from. All that was typed, but for the card, as
 * fields to be sent once more: with the same key and token it is the same press, and pays once.
 */
export interface Interrupted {
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** Whether the button that was pressed orders. */
  readonly isOrder: boolean
  /** The card has to be typed again: there was none, or its provider could not be asked. */
  readonly isCardGone: boolean
}

const ADDRESS = ['name', 'street', 'extra', 'postcode', 'city', 'region', 'country']
const CARRIED = ['intent', 'expected', 'email', ...ADDRESS, 'delivery']
const LETTERS_MAX = 500

export function interrupted(form: FormData, key: string, card: KeptCard | undefined): Interrupted {
  const typed = CARRIED.flatMap((name) => {
    const value = textOf(form, name).slice(0, LETTERS_MAX)
    return value === '' ? [] : [[name, value] as const]
  })
  return {
    fields: [['key', key], ...typed, ...(card ? keptFields(card) : [])],
    isOrder: form.get('intent') !== 'quote',
    isCardGone: card === undefined,
  }
}
