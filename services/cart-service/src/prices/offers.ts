import { isOutage, DeadlineExceeded, Unavailable } from '@mallhive/chassis'
import type { Client } from '@mallhive/contract'
import type { Offer, productApi } from '@mallhive/product-service/contract'

const ASKED_AT_ONCE_MAX = 250
/** Who looks at a cart rather sees it without prices than waits longer. */
const PATIENCE_MS = 2_000

export type OfferOf = ReadonlyMap<string, Offer>

/** What product-service says of variants now. */
export interface Offers {
  /** Variants that it does not know are missing. Throws `Unavailable` or `DeadlineExceeded` when it cannot be asked. */
  ask(variantIds: readonly string[]): Promise<OfferOf>
  /** Undefined when it cannot be asked now. */
  tryAsk(variantIds: readonly string[]): Promise<OfferOf | undefined>
}

export function offersFrom(product: Pick<Client<typeof productApi>, 'offers'>): Offers {
  const offers: Offers = {
    async ask(variantIds) {
      const found = new Map<string, Offer>()
      const wanted = [...new Set(variantIds)]
      for (let from = 0; from < wanted.length; from += ASKED_AT_ONCE_MAX) {
        const answer = await product.offers({ body: { variantIds: wanted.slice(from, from + ASKED_AT_ONCE_MAX) } })
        if (answer.status !== 200) throw new Unavailable(`product-service answered ${answer.status} to offers`)
        for (const offer of answer.body.offers) found.set(offer.variantId, offer)
      }
      return found
    },
    async tryAsk(variantIds) {
      try {
        return await within(PATIENCE_MS, offers.ask(variantIds))
      } catch (error) {
        // A cart is shown without prices when the shop's shelves cannot be seen.
        if (isOutage(error) || error instanceof DeadlineExceeded) return undefined
        throw error
      }
    },
  }
  return offers
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded('product-service took too long')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
