import type { OrderLine, Totals } from '@mallhive/order-service/contract'
import { useFormats, useMessages } from './language.tsx'
import { Sum } from './price.tsx'
import { thingsIn } from './ordered-line.ts'
import { SumOrFree, Sums, type SumLine, type Vat } from './sums.tsx'

/** Every part of the price of `count` things. `delivery` says what the delivery's part is called; without it that is not told. */
export function useSumLines({
  count,
  totals,
  delivery,
}: {
  count: number
  totals: Totals
  delivery?: string | undefined
}) {
  const { product, checkout } = useMessages()
  const format = useFormats()
  const lines: SumLine[] = [
    { label: format.count(count, product.subtotal), amount: <Sum money={totals.subtotal} /> },
    ...(delivery === undefined ? [] : [{ label: delivery, amount: <SumOrFree money={totals.shipping} /> }]),
    ...(totals.taxIncluded ? [] : [{ label: checkout.tax, amount: <Sum money={totals.tax} /> }]),
  ]
  return lines
}

/** The tax inside of a total; nothing when it is not inside, or there is none. */
export function vatOf({ taxes, taxIncluded, tax }: Totals): Vat | undefined {
  if (!taxIncluded || tax.amount === 0) return undefined
  return { amount: tax, rate: taxes.length === 1 ? taxes[0]?.percent : undefined }
}

/** What an order came to. */
export function OrderSums({ lines, totals }: { lines: readonly Pick<OrderLine, 'quantity'>[]; totals: Totals }) {
  const { cart } = useMessages()
  const sums = useSumLines({ count: thingsIn(lines), totals, delivery: cart.delivery })
  return <Sums lines={sums} total={totals.total} vat={vatOf(totals)} />
}
