import { addressOf, messages, pageMeta } from '@mallhive/design-system'
import { hostContext, requireSameOrigin, shopOf } from '@mallhive/design-system/server'
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  useActionData,
  useLoaderData,
} from 'react-router'
import { CheckoutPage } from '../form/checkout-page.tsx'
import { checkoutView } from '../place/checkout-view.ts'
import { place, type Returned } from '../place/place.ts'
import { knownValues, valuesOf } from '../place/prefill.ts'

export async function loader({ context, request }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const failed = await failedOrder(shop, new URL(request.url).searchParams.get('declined'))
  const values = failed ? valuesOf(failed) : await knownValues(shop)
  const isDeclined = failed?.failure?.code === 'order.declined'
  const returned: Returned = {
    view: await checkoutView(shop, values),
    faults: [],
    ...(failed && { say: { kind: isDeclined ? 'declined' : 'failed' } }),
  }
  return {
    returned,
    page: {
      shop: shop.settings.name,
      title: messages(shop.language).checkout.title,
      canonical: `${shop.origin}${addressOf.checkout()}`,
      isGuest: shop.visitor?.isGuest !== false,
      now: { month: new Date().getUTCMonth() + 1, year: new Date().getUTCFullYear() },
    },
  }
}

/** The order that came to nothing at the bank, when the address names one of this shopper's. */
async function failedOrder({ orders, visitor }: ReturnType<typeof shopOf>, orderId: string | null) {
  if (!visitor || !orderId || !/^[0-9a-f-]{36}$/.test(orderId)) return undefined
  const reply = await orders.getOrder({ params: { orderId } })
  return reply.status === 200 && reply.body.state === 'failed' ? reply.body : undefined
}

export async function action({ context, request }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  const returned = await place(shop, context.get(hostContext), await request.formData())
  if (returned instanceof Response) return returned
  return data(returned, { status: returned.say ? 409 : returned.faults.length > 0 ? 422 : 200 })
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData.page, hidden: true }) : []

export default function CheckoutRoute() {
  const { returned, page } = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  return <CheckoutPage {...page} {...(posted ?? returned)} />
}
