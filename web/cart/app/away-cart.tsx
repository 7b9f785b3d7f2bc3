import { addressOf, ButtonLink, EmptyState, useMessages } from '@mallhive/design-system'

/** cart-service does not answer: says so, and that nothing is lost. */
export function AwayCart() {
  const { cart, failure } = useMessages()
  return (
    <div className="wrap page">
      <EmptyState title={cart.awayTitle} lead={cart.awayLead}>
        <div className="row">
          <ButtonLink href={addressOf.cart()}>{failure.tryAgain}</ButtonLink>
        </div>
      </EmptyState>
    </div>
  )
}
