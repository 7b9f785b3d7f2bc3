import { addressOf } from '@mallhive/design-system'
import { expected, goTo, isAway, type Shop, wantsPage } from '@mallhive/design-system/server'
import type { Cart } from '@mallhive/cart-service/contract'
import { newId } from '@mallhive/kernel'
import type { Product } from '@mallhive/product-service/contract'
import { data } from 'react-router'
import { type MiniCartData, miniCart } from './added.ts'
import { isInStock, variantOf, variantWith } from './choices.ts'
import { optionsIn } from './load-product.ts'
import { QUANTITY_MAX, quantityOf } from './quantity.ts'

/** Why nothing was added; the words are in the message files. */
export type AddFault = 'sold-out' | 'too-many' | 'full' | 'away'
export interface Added {
  readonly fault?: AddFault
  readonly added?: MiniCartData | undefined
}

const KEY = /^[0-9a-f-]{36}$/
const faultOf: Readonly<Record<string, AddFault>> = {
  'cart.sold_out': 'sold-out',
  'cart.variant_unknown': 'sold-out',
  'cart.full': 'full',
  'cart.quantity_too_large': 'too-many',
}

/**
 * Takes the product's form. Without scripts the way back is the page with its mini cart open, so that a reload adds nothing;
 * the buttons beside the quantity lead to the page with the other number.
 */
export async function addToCart(shop: Shop, request: Request, handle: string) {
  const form = await request.formData()
  const product = expected(await shop.products.getProduct({ params: { idOrHandle: handle } }), 200)
  const variant = variantWith(product, optionsIn(form, product)) ?? variantOf(product, text(form, 'variant'))
  if (!variant) throw data({}, { status: 404 })
  const page = addressOf.product(product.handle, variant.id)

  const quantity = quantityOf(text(form, 'quantity'))
  const step = text(form, 'step')
  if (step) return goTo(shop, `${page}&quantity=${stepped(quantity, step)}`)
  if (!isInStock(variant)) return refused('sold-out')

  const reply = await add(shop, { variantId: variant.id, quantity, key: text(form, 'key') })
  if ('fault' in reply) return refused(reply.fault)
  const item = reply.cart.lines.find((line) => line.variantId === variant.id && line.note === undefined)
  if (wantsPage(request)) return goTo(shop, `${page}&added=${item?.itemId ?? ''}`)
  return data<Added>({ added: item && miniCart(reply.cart, item.itemId) })
}

const refused = (fault: AddFault) => data<Added>({ fault }, { status: fault === 'away' ? 503 : 409 })

interface Adding {
  readonly variantId: Product['variants'][number]['id']
  readonly quantity: number
  readonly key: string
}

/** Adds to the visitor's cart, who is made when there is none yet, or when the session turns out to have ended. */
async function add(shop: Shop, { variantId, quantity, key }: Adding): Promise<{ cart: Cart } | { fault: AddFault }> {
  // One form, one choice, one number: sent twice it is one thing; chosen otherwise it is another.
  const idempotencyKey = KEY.test(key) ? `${key}:${variantId}:${quantity}` : newId()
  for (const isLast of [false, true]) {
    const visitor = await shop.ensureVisitor().catch(awayOnly)
    if (!visitor) return { fault: 'away' }
    const userID = visitor.id
    const reply = await shop.carts.addItem({ params: { userID }, body: { variantId, quantity }, idempotencyKey })
    if (reply.status === 200) return { cart: reply.body }
    const sessionEnded = reply.status === 401 && !shop.visitor
    if (!sessionEnded || isLast) return { fault: faultOf[reply.body?.code ?? ''] ?? 'away' }
  }
  return { fault: 'away' }
}

/** Who is new cannot be given a cart now. Anything else that is thrown is no outage. */
function awayOnly(thrown: unknown): undefined {
  if (!isAway(thrown)) throw thrown
}

const stepped = (quantity: number, step: string) =>
  Math.min(QUANTITY_MAX, Math.max(1, quantity + (step === 'less' ? -1 : 1)))

function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
