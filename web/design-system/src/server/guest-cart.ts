import { client, withHeaders } from '@mallhive/contract'
import { cartApi } from '@mallhive/cart-service/contract'
import type { Asked } from './cookies.ts'
import type { Host } from './host.ts'
import { needsRefresh, readClaims, readSession } from './session.ts'
import { fromAddress, orUnavailable } from './visitor-wire.ts'

/**
 * How many things are in the cart of a visitor of whom a page shows nothing else: 0 for nobody, the guest's own count as
 * cart-service says it now. Undefined when the page shows more (a name), the session has to be renewed first, or the cart
 * cannot be asked: then the page is made for this visitor alone.
 */
export async function guestCartCount(request: Asked, host: Host, address: string): Promise<number | undefined> {
  const session = readSession(request)
  const { accessToken, refreshToken } = session
  if (accessToken === undefined && refreshToken === undefined) return 0
  const { sub, kind } = readClaims(accessToken) ?? {}
  if (kind !== 'guest' || typeof sub !== 'string' || needsRefresh(session, Date.now())) return undefined
  const wire = fromAddress(orUnavailable(host.wire(cartApi.service)), address)
  const carts = client(
    cartApi,
    withHeaders(wire, () => ({ authorization: `Bearer ${accessToken}` })),
  )
  const reply = await carts.getCart({ params: { userID: sub } })
  return reply.status === 200 ? reply.body.count : undefined
}
