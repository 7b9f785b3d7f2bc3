import { useFetcher } from 'react-router'
import type { Offer } from '../place/checkout-view.ts'

/** The price that counts: the page's, until scripts asked for another country or way of delivery. */
export function useOffer(first: Offer) {
  const fetcher = useFetcher<Offer>({ key: `offer-${first.delivery}-${first.totals.total.amount}` })
  const ask = (where: { readonly country: string; readonly delivery: string }) =>
    void fetcher.load(`/quote?${new URLSearchParams(where)}`)
  return { offer: fetcher.data ?? first, ask, isAsking: fetcher.state !== 'idle' }
}
