import type { GoodProps } from '@mallhive/design-system'
import { useEffect, useState } from 'react'
import { useFetcher } from 'react-router'
import { hrefOf } from './list-address.ts'
import type { ListData } from './load-list.ts'

interface MoreGoods {
  readonly goods: readonly GoodProps[]
  /** The last page that is shown. */
  readonly page: number
  more(): void
}

/** The goods of this page and of those that were loaded below it. `show` hears at which index the new ones begin. */
export function useMoreGoods(list: ListData, show: (index: number) => void): MoreGoods {
  const fetcher = useFetcher<ListData>()
  const [shown, setShown] = useState({ goods: list.goods, page: list.address.page, from: 0 })
  const next = fetcher.data
  useEffect(() => {
    if (!next) return
    setShown((before) => {
      if (next.address.page !== before.page + 1) return before
      const known = new Set(before.goods.map(({ handle }) => handle))
      // A product that moved down the list meanwhile is not shown twice.
      const added = next.goods.filter(({ handle }) => !known.has(handle))
      return { goods: [...before.goods, ...added], page: next.address.page, from: before.goods.length }
    })
  }, [next])
  useEffect(() => {
    if (shown.from > 0) show(shown.from)
  }, [shown, show])
  return { ...shown, more: () => void (fetcher.state === 'idle' && fetcher.load(dataHref(list, shown.page + 1))) }
}

/** The address of a page's data as this app's router names it: without the app's own path, and the list itself, not the frame around it. */
function dataHref({ address }: ListData, page: number): string {
  const href = hrefOf({ ...address, page }).replace(/^\/products/, '')
  return address.category === undefined ? href.replace('?', '/?index&') : href
}
