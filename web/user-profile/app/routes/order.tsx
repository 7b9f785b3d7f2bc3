import { addressOf, countryName, fill, messages, pageMeta, formats } from '@mallhive/design-system'
import { requireSameOrigin } from '@mallhive/design-system/server'
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, useLoaderData } from 'react-router'
import { idFrom, ownPart, requireAccount, sayingOf } from '../account.ts'
import { actOnOrder } from '../orders/order-action.ts'
import { OrderPage } from '../orders/order-page.tsx'

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = requireAccount(args)
  const orderId = idFrom(args.params['orderId'])
  const order = ownPart(args, await shop.orders.getOrder({ params: { orderId } }), 200)
  const { order: words } = messages(shop.language)
  const date = formats(shop.language, shop.settings.timeZone).date(order.placedAt)
  return {
    order,
    shop: shop.settings.name,
    country: countryName(order.shippingAddress.country, shop.language),
    title: order.number ? fill(words.order, { number: order.number }) : fill(words.pendingNumber, { date }),
    canonical: `${shop.origin}${addressOf.order(order.id)}`,
    cancelKey: crypto.randomUUID(),
    isCancellable: order.cancellableUntil !== undefined && Date.parse(order.cancellableUntil) > Date.now(),
    say: sayingOf(args.request),
  }
}

export async function action(args: ActionFunctionArgs) {
  const { shop, visitor } = requireAccount(args)
  requireSameOrigin(args.request, [shop.origin])
  return actOnOrder(shop, visitor.id, idFrom(args.params['orderId']), await args.request.formData())
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData, hidden: true }) : []

export default function OrderRoute() {
  return <OrderPage {...useLoaderData<typeof loader>()} />
}
