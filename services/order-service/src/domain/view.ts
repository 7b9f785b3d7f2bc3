import type { Order } from '../../contract/order.ts'
import type { SagaOrder } from './order.ts'
import { forShopper } from './timeline.ts'

export interface Viewer {
  /** Staff see every entry of the timeline, a shopper only their own side. */
  readonly forStaff: boolean
  /** How long after confirmation the shopper may cancel; without it that is not said. */
  readonly cancelMinutes?: number
}

/** An order as its contract shows it. */
export function orderView(order: SagaOrder, { forStaff, cancelMinutes }: Viewer): Order {
  const { lines, email, language, shippingAddress, billingAddress, shipping, totals } = order.snapshot
  const { number, confirmedAt, nextActionUrl, failure } = order
  const mayCancelUntil =
    cancelMinutes !== undefined &&
    confirmedAt &&
    order.state === 'confirmed' &&
    order.fulfilmentStatus === 'unfulfilled'
      ? new Date(confirmedAt.getTime() + cancelMinutes * 60_000).toISOString()
      : undefined
  return {
    email,
    language,
    shippingAddress,
    ...(billingAddress && { billingAddress }),
    shipping,
    totals,
    lines: [...lines],
    id: order.id,
    ownerId: order.ownerId,
    state: order.state,
    paymentStatus: order.paymentStatus,
    fulfilmentStatus: order.fulfilmentStatus,
    payment: order.card,
    timeline: forStaff ? [...order.timeline] : forShopper(order.timeline, order),
    onHold: order.onHold,
    placedAt: order.placedAt.toISOString(),
    version: order.version,
    ...(number !== undefined && { number }),
    ...(confirmedAt && { confirmedAt: confirmedAt.toISOString() }),
    ...(mayCancelUntil !== undefined && { cancellableUntil: mayCancelUntil }),
    ...(nextActionUrl !== undefined && { nextAction: { url: nextActionUrl } }),
    ...(failure && { failure: { code: failure.code, detail: failure.detail } }),
  }
}
