import type { Static } from 'typebox'
import type { Offer } from '@mallhive/product-service/contract'
import type { LineTrouble as LineTroubleSchema, LinesInput } from '../../contract/order.ts'
import type { Unpriced } from './pricing.ts'

export type LineTrouble = Static<typeof LineTroubleSchema>
export type AskedLine = Static<typeof LinesInput>[number]

export interface MetOffers {
  readonly lines: readonly Unpriced[]
  readonly troubles: readonly LineTrouble[]
  readonly requiresShipping: boolean
  readonly grams: number
}

/**
 * Puts what was asked for beside what product-service offers. A line of something that is not for sale (any more) has no price: it is left
 * out and named in `troubles`. The same variant on two lines is summed before it is compared with what is there.
 */
export function meetOffers(asked: readonly AskedLine[], offers: readonly Offer[], currency: string): MetOffers {
  const byVariant = new Map(
    offers.filter(({ price }) => price.currency === currency).map((offer) => [offer.variantId, offer]),
  )
  const wanted = new Map<string, number>()
  for (const { variantId, quantity } of asked) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)

  const troubles = [...wanted].flatMap(([variantId, quantity]) => troubleOf(variantId, quantity, byVariant))
  const met = asked.flatMap((line) => {
    const offer = byVariant.get(line.variantId)
    return offer ? [{ offer, line: lineOf(line, offer) }] : []
  })
  return {
    lines: met.map(({ line }) => line),
    troubles,
    requiresShipping: met.some(({ offer }) => offer.requiresShipping),
    grams: met.reduce((sum, { offer, line }) => sum + offer.grams * line.quantity, 0),
  }
}

function troubleOf(variantId: string, quantity: number, offers: ReadonlyMap<string, Offer>): LineTrouble[] {
  const offer = offers.get(variantId)
  if (!offer) return [{ variantId, reason: 'unavailable' }]
  const { available } = offer
  if (available === undefined || available >= quantity) return []
  return [{ variantId, reason: available <= 0 ? 'sold-out' : 'short', available: Math.max(0, available) }]
}

function lineOf({ variantId, quantity, note }: AskedLine, offer: Offer): Unpriced {
  const { productId, handle, title, variantTitle, sku, picture, price, taxClass } = offer
  return {
    variantId,
    productId,
    handle,
    title,
    variantTitle,
    ...(sku !== undefined && { sku }),
    ...(note !== undefined && { note }),
    ...(picture && { picture }),
    quantity,
    unitPrice: price,
    taxClass,
  }
}
