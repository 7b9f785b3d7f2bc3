import type { Problem } from '@mallhive/contract'
import type { Money } from '@mallhive/kernel'
import { addressOf, type FormFault, postalAddress } from '@mallhive/design-system/forms'
import type { Shop } from '@mallhive/design-system/server'
import type { TotalChanged } from '@mallhive/order-service/contract'
import type { CheckoutValues } from '../form/checkout-form.ts'
import { findOrder } from './find-order.ts'
import { linesOf } from './checkout-view.ts'

/** What became of pressing the button. After `again` the form keeps its key; after the others it gets a new one. */
export type Placed =
  | { readonly kind: 'order'; readonly id: string }
  | { readonly kind: 'bank'; readonly url: string }
  | { readonly kind: 'declined' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'total-changed'; readonly before: Money; readonly now: Money }
  | { readonly kind: 'sold-out' }
  | { readonly kind: 'faults'; readonly faults: readonly FormFault[] }
  | { readonly kind: 'away' }
  | { readonly kind: 'again' }

export interface Purchase {
  readonly values: CheckoutValues
  readonly token: string
  readonly key: string
  readonly expectedTotal: Money
}

/** Orders and pays. The key makes a repeat harmless: it finds the order that the first press made. */
export async function placeOrder(shop: Shop, { values, token, key, expectedTotal }: Purchase): Promise<Placed> {
  const lines = await linesOf(shop, 'sold-out')
  const reply = await shop.orders.placeOrder({
    idempotencyKey: key,
    body: {
      reference: key,
      lines: lines.map(({ variantId, quantity, note }) => ({
        variantId,
        quantity,
        ...(note !== undefined && { note }),
      })),
      email: values.email,
      language: shop.language,
      shippingAddress: postalAddress(values.address),
      shippingMethod: values.delivery,
      payment: { token, returnUrl: `${shop.origin}${addressOf.backFromBank(key)}` },
      expectedTotal,
    },
  })
  if (reply.status === 201) return { kind: 'order', id: reply.body.id }
  if (reply.status !== 202) return refused(shop, key, reply.body)
  const { id, nextAction } = reply.body
  return nextAction ? { kind: 'bank', url: nextAction.url } : { kind: 'order', id }
}

async function refused(shop: Shop, key: string, problem: Problem): Promise<Placed> {
  switch (problem.code) {
    case 'order.declined':
      return { kind: 'declined' }
    case 'order.total_changed': {
      const { expected, quote } = problem.details as TotalChanged
      return { kind: 'total-changed', before: expected, now: quote.totals.total }
    }
    case 'order.unavailable':
    case 'order.sold_out':
      return { kind: 'sold-out' }
    case 'order.shipping_unknown':
      return { kind: 'faults', faults: [{ field: 'delivery', code: 'choose' }] }
    case 'order.address_incomplete':
      return { kind: 'faults', faults: addressProblems(problem) }
    case 'order.failed':
    case 'order.too_large':
      return { kind: 'failed' }
    case 'idempotency.running':
    case 'idempotency.reused':
      return found(await findOrder(shop, key, { patient: true }), { kind: 'again' })
    default:
      return outage(shop, key, problem)
  }
}

/** Something failed on the way. Only a service that answered itself has certainly ended its work. */
async function outage(shop: Shop, key: string, { status, requestId }: Problem): Promise<Placed> {
  if (status < 500) return { kind: 'failed' }
  const hasEnded = requestId !== undefined
  return found(await findOrder(shop, key, { patient: !hasEnded }), { kind: hasEnded ? 'away' : 'again' })
}

function found(order: Awaited<ReturnType<typeof findOrder>>, otherwise: Placed): Placed {
  if (order === 'unknown') return { kind: 'again' }
  return order === 'none' ? otherwise : { kind: 'order', id: order.id }
}

const FIELDS: Readonly<Record<string, FormFault>> = {
  postalCode: { field: 'postcode', code: 'postcode' },
  region: { field: 'region', code: 'region' },
  name: { field: 'name', code: 'required' },
  line1: { field: 'street', code: 'required' },
  city: { field: 'city', code: 'required' },
}

const addressProblems = ({ errors = [] }: Problem): FormFault[] =>
  errors.flatMap(({ field }) => FIELDS[field.split('/').at(-1) ?? ''] ?? [])
