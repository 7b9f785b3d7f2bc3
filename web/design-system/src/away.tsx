import { useHref, useLocation } from 'react-router'
import { addressOf } from './addresses.ts'
import { ButtonLink } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import { useMessages } from './language.tsx'
import { LookAgain } from './look-again.tsx'

/** The part of the shop that a page belongs to. */
export type ShopPart = 'goods' | 'cart' | 'checkout' | 'account'

/** A service is away that this page cannot be without: says what is kept, what still works, and looks again by itself. */
export function Away({ part, signedIn }: { part: ShopPart; signedIn: boolean }) {
  const { failure } = useMessages()
  const { pathname, search } = useLocation()
  const here = useHref({ pathname, search })
  const ways = {
    goods: { label: failure.yourCart, href: addressOf.cart() },
    cart: { label: failure.lookAround, href: addressOf.products() },
    checkout: { label: failure.yourCart, href: addressOf.cart() },
    account: { label: failure.lookAround, href: addressOf.products() },
  }
  const orders = { label: failure.yourOrders, href: addressOf.orders() }
  const links = [ways[part], ...(signedIn && part !== 'account' ? [orders] : [])]
  return (
    <div role="status">
      <EmptyState title={failure[part].title} lead={`${failure[part].lead} ${failure.looksAgain}`}>
        <div className="row">
          <ButtonLink href={here}>{failure.tryAgain}</ButtonLink>
          {links.map(({ label, href }) => (
            <a key={href} href={href}>
              {label}
            </a>
          ))}
        </div>
      </EmptyState>
      <LookAgain />
    </div>
  )
}
