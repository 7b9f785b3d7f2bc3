import { CheckoutShell, fill, useFormats, useMessages, useSumLines, vatOf } from '@mallhive/design-system'
import { useState } from 'react'
import type { Offer } from '../place/checkout-view.ts'
import type { Returned } from '../place/place.ts'
import type { Expiry } from './card-form.ts'
import { CheckoutForm } from './checkout-form-view.tsx'
import { useOffer } from './use-offer.ts'

interface CheckoutPageProps extends Returned {
  readonly shop: string
  readonly isGuest: boolean
  readonly now: Expiry
}

/** The whole checkout on one page: the form, and the order beside it. */
export function CheckoutPage({ shop, view, ...rest }: CheckoutPageProps) {
  const [country, setCountry] = useState(view.values.address.country)
  const { offer, ask, isOld } = useOffer(view.offer)
  const { lines, count, totals } = offer
  const sums = useSumLines({ count, totals, delivery: useDelivery(offer) })
  return (
    <CheckoutShell {...{ shop, count, lines, sums }} total={totals.total} vat={vatOf(totals)}>
      {/* A form that came back with another key begins anew: nothing of the card stays in its fields. */}
      <CheckoutForm
        key={view.key}
        {...{ ...rest, view, offer, country }}
        isPriceOld={isOld}
        onCountry={(code) => {
          setCountry(code)
          ask({ country: code, delivery: offer.delivery })
        }}
        onDelivery={(delivery) => ask({ country, delivery })}
      />
    </CheckoutShell>
  )
}

/** What the delivery's part of the price is called: by its days. Nothing while none is chosen. */
function useDelivery({ options, delivery }: Offer): string | undefined {
  const { checkout } = useMessages()
  const format = useFormats()
  const chosen = options.find(({ method }) => method === delivery)
  return chosen && fill(checkout.deliveryDates, { dates: format.dayRange(chosen.arrivesFrom, chosen.arrivesTo) })
}
