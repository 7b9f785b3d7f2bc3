import type { Caller, Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import type { Offers } from '../prices/offers.ts'
import type { CartStore } from '../store/cart-store.ts'
import { checkoutRoutes } from './checkout-routes.ts'
import { itemRoutes } from './item-routes.ts'
import { mergeRoutes } from './merge-routes.ts'
import { replies, type Replies } from './reply.ts'

export interface CartContext {
  readonly serve: Serve
  readonly carts: CartStore
  readonly offers: Offers
  readonly clock: Clock
  readonly verifyToken: (token: string) => Promise<Caller | undefined>
}
export type RouteContext = CartContext & { readonly replies: Replies }

/** Every operation of the contract. */
export function cartRoutes(context: CartContext): void {
  const withReplies = { ...context, replies: replies(context.offers) }
  itemRoutes(withReplies)
  mergeRoutes(withReplies)
  checkoutRoutes(withReplies)
}
