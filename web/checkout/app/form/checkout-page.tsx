import { CheckoutShell, fill, SumOrFree, type SumLine, Sum, useFormats, useMessages } from '@mallhive/design-system'
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
  const { offer, ask } = useOffer(view.offer)
  const { lines, count, totals } = offer
  const rate = totals.taxes.length === 1 ? totals.taxes[0]?.percent : undefined
  const vat = totals.taxIncluded && totals.tax.amount > 0 ? { amount: totals.tax, rate } : undefined
  return (
    <CheckoutShell shop={shop} count={count} lines={lines} sums={useSums(offer)} total={totals.total} vat={vat}>
      {/* A form that came back with another key begins anew: nothing of the card stays in its fields. */}
      <CheckoutForm
        key={view.key}
        {...{ ...rest, view, offer, country }}
        onCountry={(code) => {
          setCountry(code)
          ask({ country: code, delivery: offer.delivery })
        }}
        onDelivery={(delivery) => ask({ country, delivery })}
      />
    </CheckoutShell>
  )
}

/** The parts of the price, each with what it is for. */
function useSums({ count, options, delivery, totals }: Offer): readonly SumLine[] {
  const { product, checkout } = useMessages()
  const format = useFormats()
  const chosen = options.find(({ method }) => method === delivery)
  const dates = chosen && format.dayRange(chosen.arrivesFrom, chosen.arrivesTo)
  return [
    { label: format.count(count, product.subtotal), amount: <Sum money={totals.subtotal} /> },
    ...(chosen
      ? [
          {
            label: fill(checkout.deliveryDates, { dates: dates ?? '' }),
            amount: <SumOrFree money={totals.shipping} />,
          },
        ]
      : []),
    ...(totals.taxIncluded ? [] : [{ label: checkout.tax, amount: <Sum money={totals.tax} /> }]),
  ]
}
