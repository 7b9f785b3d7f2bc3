import { fail, newId, ok, type Money, type Result } from '@mallhive/kernel'
import type { Static } from 'typebox'
import { addressFaults, type Refusal } from '@mallhive/contract'
import type { orderApi, orderProblems } from '../../contract/http.ts'
import type { Quote } from '../../contract/order.ts'
import type { SagaOrder } from '../domain/order.ts'
import { toldToAll } from '../domain/timeline.ts'
import type { quoting } from './quoting.ts'

export type PlaceBody = Static<(typeof orderApi)['routes']['placeOrder']['body']>
export type OrderRefusal = Refusal & { readonly code: keyof typeof orderProblems }

const DEFAULT_LANGUAGE = 'en'

/** Checks a request for an order and makes the order it asks for. Nothing is stored here; one call, for the prices. */
export async function newOrder(
  { body, id, ownerId, at }: { body: PlaceBody; id: string; ownerId: string; at: Date },
  quote: ReturnType<typeof quoting>,
): Promise<Result<SagaOrder, OrderRefusal>> {
  const faults = [
    ...addressFaults(body.shippingAddress).map((fault) => inPart('shippingAddress', fault)),
    ...(body.billingAddress ? addressFaults(body.billingAddress).map((fault) => inPart('billingAddress', fault)) : []),
  ]
  if (faults.length > 0)
    return fail({
      code: 'order.address_incomplete',
      detail: faults.map(({ message }) => message).join(' '),
      errors: faults,
    })

  const { lines, shippingAddress, shippingMethod, language = DEFAULT_LANGUAGE } = body
  const { country, region } = shippingAddress
  const made = await quote({ id: newId(), lines, country, region, shippingMethod, language, at })
  if (!made.ok) return made
  const refusal = whyNot(made.value, body.expectedTotal)
  return refusal ? fail(refusal) : ok(orderOf({ body, id, ownerId, at, quote: made.value }))
}

function whyNot(quote: Quote, expected: Money): OrderRefusal | undefined {
  if (quote.troubles.length > 0)
    return {
      code: 'order.unavailable',
      detail: 'Something of it is sold out, or there is less than was asked for.',
      details: { troubles: quote.troubles, quote },
    }
  const { total } = quote.totals
  if (total.amount !== expected.amount || total.currency !== expected.currency)
    return {
      code: 'order.total_changed',
      detail: 'The price has changed. Please look at the new total.',
      details: { expected, quote },
    }
  return undefined
}

function orderOf({
  body,
  id,
  ownerId,
  at,
  quote,
}: {
  body: PlaceBody
  id: string
  ownerId: string
  at: Date
  quote: Quote
}): SagaOrder {
  const { email, language = DEFAULT_LANGUAGE, shippingAddress, billingAddress, quoteId, reference, payment } = body
  return {
    id,
    ownerId,
    guestId: undefined,
    placedAt: at,
    snapshot: {
      email,
      language,
      shippingAddress,
      ...(billingAddress && { billingAddress }),
      ...(quoteId !== undefined && { quoteId }),
      ...(reference !== undefined && { reference }),
      lines: quote.lines,
      shipping: quote.shippingOptions.find(({ method }) => method === quote.shippingMethod)!,
      totals: quote.totals,
    },
    state: 'pending',
    paymentStatus: 'none',
    fulfilmentStatus: 'unfulfilled',
    saga: 'placed',
    stockTaken: false,
    number: undefined,
    confirmedAt: undefined,
    card: {},
    nextActionUrl: undefined,
    payBefore: undefined,
    paymentToken: payment.token,
    returnUrl: payment.returnUrl,
    refundId: newId(),
    failure: undefined,
    onHold: false,
    timeline: [toldToAll('placed', at, undefined, ownerId)],
    version: 1,
    attempts: 0,
    nextTryAt: at,
    lastError: undefined,
  }
}

const inPart = (part: string, { field, message }: { field: string; message: string }) => ({
  field: `body/${part}/${field}`,
  message,
})
