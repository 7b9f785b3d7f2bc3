import type { OrderedLine } from '@mallhive/design-system'
import type { OrderLine } from '@mallhive/order-service/contract'

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
