import { addressOf, messages, pageMeta } from '@mallhive/design-system'
import { hostContext, isAway, requireSameOrigin, type Shop, shopOf } from '@mallhive/design-system/server'
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  useActionData,
  useLoaderData,
} from 'react-router'
import { monthOf } from '../form/card-form.ts'
import { CheckoutAway } from '../form/checkout-away.tsx'
import { CheckoutPage } from '../form/checkout-page.tsx'
import { Stopped } from '../form/stopped.tsx'
import { checkoutView } from '../place/checkout-view.ts'
import type { Interrupted } from '../place/interrupted.ts'
import { place, type Returned } from '../place/place.ts'
import { knownValues, valuesOf } from '../place/prefill.ts'

export async function loader({ context, request }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const page = {
    shop: shop.settings.name,
    title: messages(shop.language).checkout.title,
    canonical: `${shop.origin}${addressOf.checkout()}`,
    isGuest: shop.visitor?.isGuest !== false,
    now: monthOf(new Date()),
  }
  try {
    return { page, returned: await firstForm(shop, new URL(request.url).searchParams.get('declined')) }
  } catch (thrown) {
    if (!isAway(thrown)) throw thrown
    // Not left to the error boundary: it would hide what a post that came along has kept.
    return data({ page, returned: undefined }, { status: 503 })
  }
}

async function firstForm(shop: Shop, declined: string | null): Promise<Returned> {
  const failed = await failedOrder(shop, declined)
  const view = await checkoutView(shop, failed ? valuesOf(failed) : await knownValues(shop))
  const isDeclined = failed?.failure?.code === 'order.declined'
  return { view, faults: [], ...(failed && { say: { kind: isDeclined ? 'declined' : 'failed' } }) }
}

/** The order that came to nothing at the bank, when the address names one of this shopper's. */
async function failedOrder({ orders, visitor }: Shop, orderId: string | null) {
  if (!visitor || !orderId || !/^[0-9a-f-]{36}$/.test(orderId)) return undefined
  const reply = await orders.getOrder({ params: { orderId } })
  return reply.status === 200 && reply.body.state === 'failed' ? reply.body : undefined
}

export async function action({ context, request }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  const returned = await place(shop, context.get(hostContext), await request.formData())
  if (returned instanceof Response) return returned
  return data(returned, { status: statusOf(returned) })
}

function statusOf(answer: Returned | Interrupted): number {
  if ('fields' in answer) return 503
  if (answer.say) return 409
  return answer.faults.length > 0 ? 422 : 200
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData.page, hidden: true }) : []

export default function CheckoutRoute() {
  const { returned, page } = useLoaderData<typeof loader>()
  const shown = useActionData<typeof action>() ?? returned
  if (!shown) return <CheckoutAway isGuest={page.isGuest} />
  return 'fields' in shown ? <Stopped {...shown} /> : <CheckoutPage {...page} {...shown} />
}
