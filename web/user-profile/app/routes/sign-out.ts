import { addressOf } from '@mallhive/design-system/forms'
import { goTo, requireSameOrigin, shopOf } from '@mallhive/design-system/server'
import type { ActionFunctionArgs, LoaderFunctionArgs } from 'react-router'

/** Only a post signs out; who comes here by a link goes on. */
export const loader = ({ context }: LoaderFunctionArgs) => goTo(shopOf(context), addressOf.home())

export async function action({ context, request }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  // Also when user-service is away: this browser forgets its tokens in any case.
  if (shop.visitor) await shop.users.signOut({})
  shop.forget()
  return goTo(shop, `${addressOf.signIn()}?say=signed-out`)
}
