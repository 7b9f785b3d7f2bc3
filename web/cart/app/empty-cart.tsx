import { addressOf, ButtonLink, EmptyState, Phrase, useMessages } from '@mallhive/design-system'

/** Nothing chosen yet. Who is not signed in may have chosen something elsewhere. */
export function EmptyCart({ signedIn }: { signedIn: boolean }) {
  const { cart, shop } = useMessages()
  const signIn = <a href={addressOf.signIn(addressOf.cart())}>{shop.signIn}</a>
  const lead = signedIn ? cart.emptyLeadSignedIn : <Phrase text={cart.emptyLead} values={{ signIn }} />
  return (
    <div className="wrap page">
      <EmptyState title={cart.emptyTitle} lead={lead}>
        <div className="row">
          <ButtonLink href={addressOf.products()}>{cart.seeAll}</ButtonLink>
        </div>
      </EmptyState>
    </div>
  )
}
