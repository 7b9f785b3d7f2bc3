import { addressOf, countryName, fill, messages, pageMeta, ShopPage } from '@mallhive/design-system'
import { expected, pageFrame, requireSameOrigin, shopOf } from '@mallhive/design-system/server'
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from 'react-router'
import { useActionData, useLoaderData } from 'react-router'
import { Confirmation } from '../order/confirmation.tsx'
import { keepAccount } from '../order/keep-account.ts'
import { Waiting } from '../order/waiting.tsx'

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const orderId = params['orderId'] ?? ''
  if (!shop.visitor || !/^[0-9a-f-]{36}$/.test(orderId)) throw data({}, { status: 404 })
  const order = expected(await shop.orders.getOrder({ params: { orderId } }), 200)
  // What came to nothing goes back to the form, with everything that was typed.
  if (order.state === 'failed') throw redirect(`${shop.origin}${addressOf.checkout()}?declined=${order.id}`, 303)
  const { order: words } = messages(shop.language)
  return {
    order,
    country: countryName(order.shippingAddress.country, shop.language),
    frame: await pageFrame(shop),
    isKept: new URL(request.url).searchParams.has('kept'),
    title: order.number ? fill(words.order, { number: order.number }) : words.states.pending,
    canonical: `${shop.origin}${addressOf.confirmation(order.id)}`,
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  const fault = await keepAccount(shop, params['orderId'] ?? '', await request.formData())
  if (fault instanceof Response) return fault
  return data({ fault }, { status: 422 })
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData
    ? pageMeta({
        title: loaderData.title,
        shop: loaderData.frame.shop,
        canonical: loaderData.canonical,
        hidden: true,
      })
    : []

export default function OrderRoute() {
  const { order, country, frame, isKept } = useLoaderData<typeof loader>()
  const fault = useActionData<typeof action>()?.fault
  return (
    <ShopPage frame={frame}>
      {order.state === 'pending' ? (
        <Waiting order={order} />
      ) : (
        <Confirmation {...{ order, country, isKept, fault }} isGuest={!frame.signedIn} />
      )}
    </ShopPage>
  )
}
