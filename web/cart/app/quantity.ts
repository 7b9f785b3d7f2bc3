import { CART_LIMITS } from '@mallhive/cart-service/contract'

/** What a form of the cart asks for. */
export type Wish =
  | { readonly intent: 'remove'; readonly line: string; readonly version: string }
  | {
      readonly intent: 'quantity'
      readonly line: string
      readonly version: string
      readonly was: number
      readonly quantity: number
    }
  | { readonly intent: 'check-out' }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads a posted form; undefined when no form of the cart looks like that. */
export function readWish(form: FormData): Wish | undefined {
  const text = (name: string) => String(form.get(name) ?? '')
  const [intent, line, version] = [text('intent'), text('line'), text('version')]
  if (intent === 'check-out') return { intent }
  if (!UUID.test(line) || version.length > 100) return undefined
  if (intent === 'remove') return { intent, line, version }
  if (intent !== 'quantity') return undefined
  const was = wholeNumber(text('was'))
  const quantity = quantityOf({ quantity: text('quantity'), step: text('step') }, was ?? 1)
  return quantity === undefined ? undefined : { intent, line, version, was: was ?? quantity, quantity }
}

/**
 * The number a form asks for: what stands in its field, one less or more when a button with that name was pressed. Within what
 * a line may hold; 0 takes it out. An empty field means what was there before.
 */
export function quantityOf(
  field: { readonly quantity: string; readonly step: string },
  was: number,
): number | undefined {
  const typed = field.quantity.trim() === '' ? was : wholeNumber(field.quantity)
  if (typed === undefined) return undefined
  const by = field.step === 'more' ? 1 : field.step === 'less' ? -1 : 0
  return Math.min(CART_LIMITS.quantity, Math.max(0, typed + by))
}

const wholeNumber = (text: string): number | undefined => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined)
