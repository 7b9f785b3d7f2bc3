import { Away, ShopPage, useFrame } from '@mallhive/design-system'

/** Cart or prices cannot be asked for: there is no form to show yet. */
export function CheckoutAway({ isGuest }: { isGuest: boolean }) {
  const frame = useFrame()
  if (!frame) return null
  return (
    <ShopPage frame={frame}>
      <div className="wrap page">
        <Away part="checkout" signedIn={!isGuest} />
      </div>
    </ShopPage>
  )
}
