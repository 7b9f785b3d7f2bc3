import { Sum, SumOrFree, Sums, useFormats, useMessages } from '@mallhive/design-system'
import type { Order } from '@mallhive/order-service/contract'

export function OrderTotals({ order: { totals, lines } }: { order: Order }) {
  const { product, cart, checkout } = useMessages()
  const format = useFormats()
  const count = lines.reduce((things, { quantity }) => things + quantity, 0)
  const rate = totals.taxes.length === 1 ? totals.taxes[0]?.percent : undefined
  return (
    <div className="order-total">
      <Sums
        lines={[
          { label: format.count(count, product.subtotal), amount: <Sum money={totals.subtotal} /> },
          { label: cart.delivery, amount: <SumOrFree money={totals.shipping} /> },
          ...(totals.taxIncluded ? [] : [{ label: checkout.tax, amount: <Sum money={totals.tax} /> }]),
        ]}
        total={totals.total}
        vat={totals.taxIncluded && totals.tax.amount > 0 ? { amount: totals.tax, rate } : undefined}
      />
    </div>
  )
}
