import {
  AccountShell,
  addressOf,
  ButtonLink,
  fill,
  messages,
  OrderRow,
  orderStatus,
  pageMeta,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { type LoaderFunctionArgs, type MetaFunction, useLoaderData } from 'react-router'
import { ownPart, requireAccount } from '../account.ts'

const ORDERS_A_PAGE = 10
const CURSOR_LETTERS_MAX = 500

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = requireAccount(args)
  const after = new URL(args.request.url).searchParams.get('after')?.slice(0, CURSOR_LETTERS_MAX)
  const query = { limit: ORDERS_A_PAGE, ...(after && { cursor: after }) }
  const { items, nextCursor } = ownPart(args, await shop.orders.listOrders({ query }), 200)
  return {
    // What came to nothing is no order to a shopper.
    orders: items.filter(({ state }) => state !== 'failed'),
    nextCursor,
    isFirst: !after,
    shop: shop.settings.name,
    title: messages(shop.language).account.orders,
    canonical: `${shop.origin}${addressOf.orders()}`,
  }
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData ? pageMeta({ ...loaderData, hidden: true }) : []

export default function OrdersRoute() {
  const { orders, nextCursor, isFirst, title } = useLoaderData<typeof loader>()
  const { order: words, cart } = useMessages()
  const format = useFormats()
  const rows = orders.map((order) => ({
    ...order,
    number: order.number ?? fill(words.pendingNumber, { date: format.date(order.placedAt) }),
    date: order.placedAt,
    status: orderStatus(order, words),
    more: 0,
  }))
  return (
    <AccountShell at="orders">
      <div className="section-head">
        <h1>{title}</h1>
      </div>
      {rows.length === 0 && isFirst && !nextCursor ? (
        <div className="stack">
          <p className="lead">{words.none}</p>
          <p className="muted">{words.noneLead}</p>
          <div>
            <ButtonLink href={addressOf.products()}>{cart.seeAll}</ButtonLink>
          </div>
        </div>
      ) : (
        <ul className="orders">
          {rows.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      )}
      <div className="row top-8">
        {!isFirst && <a href={addressOf.orders()}>{words.newest}</a>}
        {nextCursor && <a href={`${addressOf.orders()}?after=${encodeURIComponent(nextCursor)}`}>{words.older}</a>}
      </div>
    </AccountShell>
  )
}
