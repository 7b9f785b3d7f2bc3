import {
  Address,
  addressLines,
  cardEnding,
  SmallLines,
  Sum,
  SumOrFree,
  Sums,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import type { Order } from '@mallhive/order-service/contract'
import { orderedLine } from '../place/ordered-line.ts'

/** What was bought, for how much, and where it goes. */
export function OrderSummary({ order, country }: { order: Order; country: string }) {
  const words = useMessages()
  const format = useFormats()
  const { totals, lines, payment, shippingAddress } = order
  const count = lines.reduce((things, { quantity }) => things + quantity, 0)
  const rate = totals.taxes.length === 1 ? totals.taxes[0]?.percent : undefined
  const card = cardEnding(payment, words.order)
  return (
    <section className="aside panel stack" aria-labelledby="your">
      <h2 id="your">{words.checkout.yourOrder}</h2>
      <SmallLines lines={lines.map(orderedLine)} />
      <hr />
      <Sums
        lines={[
          { label: format.count(count, words.product.subtotal), amount: <Sum money={totals.subtotal} /> },
          { label: words.cart.delivery, amount: <SumOrFree money={totals.shipping} /> },
          ...(totals.taxIncluded ? [] : [{ label: words.checkout.tax, amount: <Sum money={totals.tax} /> }]),
        ]}
        total={totals.total}
        vat={totals.taxIncluded && totals.tax.amount > 0 ? { amount: totals.tax, rate } : undefined}
      />
      <hr />
      <div className="two small">
        <div>
          <h3 className="muted small">{words.order.deliveredTo}</h3>
          <Address lines={addressLines(shippingAddress, country)} />
        </div>
        {card && (
          <div>
            <h3 className="muted small">{words.order.paidWith}</h3>
            <p>{card}</p>
            <p>{format.date(order.placedAt)}</p>
          </div>
        )}
      </div>
    </section>
  )
}
