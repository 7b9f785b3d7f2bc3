import { Unavailable } from '@mallhive/chassis'
import type { Client } from '@mallhive/contract'
import { fail, ok, type Result } from '@mallhive/kernel'
import type { productApi } from '@mallhive/product-service/contract'
import type { Quote, ShippingOption } from '../../contract/order.ts'
import { meetOffers, type AskedLine } from '../domain/lines.ts'
import { priceOrder, type Unpriced } from '../domain/pricing.ts'
import type { Shop } from '../domain/shop.ts'
import type { ShippingRates } from '../store/shipping-rates.ts'
import type { TaxRates } from '../store/tax-rates.ts'

export interface QuoteRequest {
  readonly id: string
  readonly lines: readonly AskedLine[]
  readonly country?: string | undefined
  readonly region?: string | undefined
  readonly shippingMethod?: string | undefined
  readonly language?: string | undefined
  readonly at: Date
}
export type NotQuoted = { readonly code: 'order.shipping_unknown' | 'order.too_large'; readonly detail: string }

export interface QuotingNeeds {
  readonly shop: Shop
  readonly product: Client<typeof productApi>
  readonly taxes: TaxRates
  readonly shipping: ShippingRates
  readonly quoteMinutes: number
}

/**
 * Prices lines by what product-service says now; nothing of a price comes from the client. One call of a neighbour. Throws `Unavailable`
 * when product-service gives no answer: without prices there is no quote.
 */
export const quoting =
  ({ shop, product, taxes, shipping, quoteMinutes }: QuotingNeeds) =>
  async (request: QuoteRequest): Promise<Result<Quote, NotQuoted>> => {
    const variantIds = [...new Set(request.lines.map(({ variantId }) => variantId))]
    const answer = await product.offers({ body: { variantIds } })
    if (answer.status !== 200) throw new Unavailable(`product-service answered ${answer.status} to offers`)
    const met = meetOffers(request.lines, answer.body.offers, shop.currency)

    const options = await optionsFor(request, met)
    const method = chosen(options, request.shippingMethod)
    if (request.shippingMethod !== undefined && request.country !== undefined && !method && met.lines.length > 0)
      return fail({
        code: 'order.shipping_unknown',
        detail: `"${request.shippingMethod}" is not offered to ${request.country}.`,
      })
    const percents = await taxes.percentsFor({
      country: request.country ?? shop.country,
      ...(request.region !== undefined && { region: request.region }),
    })
    const priced = priceOrder(shop, met.lines, percents, method?.price)
    if (!priced.ok) return fail({ ...priced.error, detail: 'Please order less at once.' })
    return ok({
      id: request.id,
      lines: [...priced.value.lines],
      troubles: [...met.troubles],
      shippingOptions: [...options],
      ...(method && { shippingMethod: method.method }),
      totals: priced.value.totals,
      expiresAt: new Date(request.at.getTime() + quoteMinutes * 60_000).toISOString(),
    })

    async function optionsFor(
      { country, region, at, language }: QuoteRequest,
      { lines, grams, requiresShipping }: ReturnType<typeof meetOffers>,
    ): Promise<readonly ShippingOption[]> {
      if (country === undefined || lines.length === 0) return []
      return shipping.optionsFor({
        country,
        ...(region !== undefined && { region }),
        ...(language !== undefined && { language }),
        worth: worthOf(lines),
        grams,
        requiresShipping,
        orderedAt: at,
      })
    }
  }

const chosen = (options: readonly ShippingOption[], asked: string | undefined): ShippingOption | undefined =>
  asked === undefined ? options[0] : options.find(({ method }) => method === asked)

const worthOf = (lines: readonly Unpriced[]): number =>
  lines.reduce((worth, { unitPrice, quantity }) => worth + unitPrice.amount * quantity, 0)
