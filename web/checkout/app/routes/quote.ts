import { readAddress } from '@mallhive/design-system/forms'
import { shopOf } from '@mallhive/design-system/server'
import type { LoaderFunctionArgs } from 'react-router'
import { linesOf, offerFor } from '../place/checkout-view.ts'

/** What it costs delivered elsewhere or otherwise: asked by the form while it is filled in. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const form = new FormData()
  for (const [name, value] of new URL(request.url).searchParams) form.set(name, value)
  const delivery = String(form.get('delivery') ?? '').slice(0, 100)
  return offerFor(shop, await linesOf(shop), { address: readAddress(form, shop.settings.country), delivery })
}
