import type { OrderLine } from '@mallhive/order-service/contract'
import type { OrderedLine } from './small-line.tsx'

/** A line of a quote or an order as pages show it. */
export const orderedLine = (line: OrderLine, index: number): OrderedLine => ({
  key: `${line.variantId}-${index}`,
  title: line.title,
  variantTitle: line.variantTitle,
  picture: line.picture,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  lineTotal: line.total,
  handle: line.handle,
})

/** How many things a quote or an order holds. */
export const thingsIn = (lines: readonly Pick<OrderLine, 'quantity'>[]): number =>
  lines.reduce((things, { quantity }) => things + quantity, 0)
