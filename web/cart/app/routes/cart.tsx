import { CART_LIMITS, type Cart } from '@mallhive/cart-service/contract'
import { addressOf, Away, LookAgain, messages, PageHead, pageMeta, useMessages } from '@mallhive/design-system'
import { goTo, requireSameOrigin, shopOf, wantsPage } from '@mallhive/design-system/server'
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, useLoaderData } from 'react-router'
import { beginCheckout, changeLine } from '../change-cart.ts'
import { isUnpriced } from '../cart-view.ts'
import { CartNotes } from '../cart-notes.tsx'
import { CartSummary } from '../cart-summary.tsx'
import { CartLines } from '../cart-lines.tsx'
import { EmptyCart } from '../empty-cart.tsx'
import { readWish } from '../quantity.ts'

export async function loader({ context, request }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const { visitor, origin, settings } = shop
  const { title } = messages(shop.language).cart
  const reply = visitor && (await shop.carts.getCart({ params: { userID: visitor.id } }))
  const page = {
    title,
    max: CART_LIMITS.quantity,
    shop: settings.name,
    canonical: `${origin}${addressOf.cart()}`,
    signedIn: visitor?.isGuest === false,
    say: new URL(request.url).searchParams.get('say') ?? undefined,
  }
  if (!reply) return { ...page, cart: nothing(''), version: '' }
  if (reply.status === 200) return { ...page, cart: reply.body, version: reply.headers?.['etag'] ?? '' }
  return data({ ...page, cart: undefined, version: '' }, { status: 503 })
}

const nothing = (userId: string): Cart => ({ userId, version: 0, lines: [], count: 0 })

export async function action({ context, request }: ActionFunctionArgs) {
  const shop = shopOf(context)
  requireSameOrigin(request, [shop.origin])
  const wish = readWish(await request.formData())
  if (!wish || !shop.visitor) return goTo(shop, addressOf.cart())
  if (wish.intent === 'check-out') {
    const trouble = await beginCheckout(shop, shop.visitor.id)
    return goTo(shop, trouble ? `${addressOf.cart()}?say=${trouble}` : addressOf.checkout())
  }
  const trouble = await changeLine(shop, shop.visitor.id, wish)
  if (trouble) return goTo(shop, `${addressOf.cart()}?say=${trouble}`)
  return wantsPage(request) ? goTo(shop, addressOf.cart()) : null
}

export const meta: MetaFunction<typeof loader> = ({ loaderData }) =>
  loaderData
    ? pageMeta({ title: loaderData.title, shop: loaderData.shop, canonical: loaderData.canonical, hidden: true })
    : []

export default function CartRoute() {
  const { cart, version, signedIn, say, max } = useLoaderData<typeof loader>()
  const words = useMessages().cart
  if (!cart)
    return (
      <div className="wrap page">
        <Away part="cart" signedIn={signedIn} />
      </div>
    )
  if (cart.lines.length === 0) return <EmptyCart signedIn={signedIn} />
  return (
    <div className="wrap page">
      <PageHead title={words.title} />
      {isUnpriced(cart) && <LookAgain />}
      <div className="split">
        <div className="stack">
          <CartNotes cart={cart} say={say} />
          <CartLines cart={cart} version={version} max={max} />
        </div>
        <CartSummary cart={cart} />
      </div>
    </div>
  )
}
