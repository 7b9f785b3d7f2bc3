import { useState } from 'react'
import { useFetcher } from 'react-router'
import type { Offer } from '../place/checkout-view.ts'

/**
 * The price that counts: the page's, until scripts asked for another country or way of delivery. `isOld`: the last price that was asked
 * for did not come.
 */
export function useOffer(first: Offer) {
  const fetcher = useFetcher<Offer | null>({ key: `offer-${first.delivery}-${first.totals.total.amount}` })
  const [last, setLast] = useState(first)
  if (fetcher.data && fetcher.data !== last) setLast(fetcher.data)
  const ask = (where: { readonly country: string; readonly delivery: string }) =>
    void fetcher.load(`/quote?${new URLSearchParams(where)}`)
  return { offer: fetcher.data ?? last, ask, isOld: fetcher.data === null }
}
