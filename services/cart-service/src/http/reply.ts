import { refuse } from '@mallhive/chassis'
import type { Result } from '@mallhive/kernel'
import { cartProblems } from '../../contract/http.ts'
import type { Cart, CartError } from '../domain/cart.ts'
import { etagOf } from '../domain/etag.ts'
import { viewCart } from '../domain/view.ts'
import type { OfferOf, Offers } from '../prices/offers.ts'

export const refused = refuse(cartProblems)

/** Shows carts and refusals, with the shop's word on each line. */
export function replies(offers: Offers) {
  /** `known`: offers that were asked for already in this request; only what is missing is asked for. */
  async function view(cart: Cart, known?: OfferOf) {
    const missing = cart.lines.flatMap(({ variantId }) => (known?.has(variantId) ? [] : [variantId]))
    if (known && missing.length === 0) return viewCart(cart, known)
    const asked = await offers.tryAsk(missing)
    return viewCart(cart, asked && new Map([...(known ?? []), ...asked]))
  }
  async function shown(cart: Cart, known?: OfferOf) {
    return { status: 200, body: await view(cart, known), headers: { etag: etagOf(cart.version) } } as const
  }
  const answer = async (result: Result<Cart, CartError>, known?: OfferOf) =>
    result.ok ? shown(result.value, known) : refusal(result.error, known)

  async function refusal(error: CartError, known?: OfferOf) {
    if (error.code === 'version.mismatch') {
      const headers = { etag: etagOf(error.current.version) }
      return refused({ code: error.code, details: await view(error.current, known) }, headers)
    }
    const { code, ...details } = error
    return refused({ code, details })
  }
  /** For who asked for no more than to be told that it is done. */
  async function told(result: Result<Pick<Cart, 'version'>, CartError>) {
    if (!result.ok) return refusal(result.error)
    const headers = { etag: etagOf(result.value.version), 'preference-applied': 'return=minimal' }
    return { status: 204, body: undefined, headers } as const
  }
  return { view, shown, answer, told }
}
export type Replies = ReturnType<typeof replies>
