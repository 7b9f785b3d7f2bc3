import { readAddress } from '@mallhive/design-system/forms'
import { isAway, shopOf } from '@mallhive/design-system/server'
import type { LoaderFunctionArgs } from 'react-router'
import { linesOf, offerFor } from '../place/checkout-view.ts'

/** What it costs delivered elsewhere or otherwise: asked by the form while it is filled in. Null while nobody can say: the form stays. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const form = new FormData()
  for (const [name, value] of new URL(request.url).searchParams) form.set(name, value)
  const delivery = String(form.get('delivery') ?? '').slice(0, 100)
  try {
    return await offerFor(shop, await linesOf(shop), { address: readAddress(form, shop.settings.country), delivery })
  } catch (thrown) {
    if (!isAway(thrown)) throw thrown
    return null
  }
}
