import { cartApi } from '../../contract/http.ts'
import { mergeCarts, NOTHING_MERGED } from '../domain/merge.ts'
import { refused } from './reply.ts'
import type { RouteContext } from './routes.ts'

/** Taking over a guest's cart. Whoever shows the guest's token may have what the guest put in. */
export function mergeRoutes({ serve, carts, clock, verifyToken, replies }: RouteContext): void {
  serve(cartApi.routes.mergeCart, async ({ params, body, id }) => {
    const guest = await verifyToken(body.guestToken)
    if (guest?.kind !== 'user' || !guest.guest) return refused({ code: 'cart.not_a_guest' })
    const { cart, report } =
      guest.id === params.userID
        ? { cart: await carts.find(guest.id), report: NOTHING_MERGED }
        : await carts.merge(guest.id, params.userID, (from, into) => mergeCarts(from, into, clock()), { once: id })
    const { added, summed, capped } = report
    const body200 = { cart: await replies.view(cart), added: [...added], summed: [...summed], capped: [...capped] }
    return { status: 200, body: body200 }
  })
}
