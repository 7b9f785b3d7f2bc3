import {
  Address,
  addressLines,
  cardEnding,
  orderedLine,
  OrderSums,
  SmallLines,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import type { Order } from '@mallhive/order-service/contract'

/** What was bought, for how much, and where it goes. */
export function OrderSummary({ order, country }: { order: Order; country: string }) {
  const words = useMessages()
  const format = useFormats()
  const { totals, lines, payment, shippingAddress } = order
  const card = cardEnding(payment, words.order)
  return (
    <section className="aside panel stack" aria-labelledby="your">
      <h2 id="your">{words.checkout.yourOrder}</h2>
      <SmallLines lines={lines.map(orderedLine)} />
      <hr />
      <OrderSums lines={lines} totals={totals} />
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
