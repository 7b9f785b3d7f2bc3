import {
  Facets,
  ListBar,
  Pager,
  plainAmount,
  Shelf,
  type SortName,
  SortForm,
  useFormats,
  useMessages,
} from '@mallhive/design-system'
import { useCallback, useRef } from 'react'
import { entriesOf, GOODS_A_PAGE, hrefOf, SORTS } from './list-address.ts'
import { chipsOf, facetsOf } from './list-facets.ts'
import type { ListData } from './load-list.ts'
import { useMoreGoods } from './more-goods.ts'

/** Cards of a first screen, fetched before others. */
const FIRSTS = 3

/** The filters beside the goods, and above them how many, the chosen filters and the order. */
export function ListLayout({ list }: { list: ListData }) {
  const { list: words } = useMessages()
  const format = useFormats()
  const { address, currency, total, priceRange } = list
  const chips = chipsOf(address, { currency, words, format })
  const sorts: readonly SortName[] = address.q ? ['relevance', ...SORTS] : SORTS
  const action = address.category === undefined ? '/' : `/category/${encodeURIComponent(address.category)}`
  const price = priceRange && {
    ...{ currency, min: whole(priceRange.min), max: whole(priceRange.max) },
    ...{ from: address.from, to: address.to },
  }
  const offered = price && (priceRange.min.amount < priceRange.max.amount || address.from || address.to)
  return (
    <div className="list-layout">
      <Facets
        action={action}
        facets={facetsOf(list.facets, address, words)}
        price={offered ? price : undefined}
        keep={[...entriesOf({ ...address, ...NOTHING_CHOSEN })]}
        chosen={chips.length}
        total={total}
      />
      <div>
        <ListBar total={total} chips={chips} clearHref={hrefOf({ ...address, ...NOTHING_CHOSEN })}>
          <SortForm
            action={action}
            sorts={sorts}
            chosen={address.sort ?? sorts[0] ?? 'featured'}
            keep={entriesOf(address, ['sort', 'page'])}
          />
        </ListBar>
        <h2 className="sr">{words.results}</h2>
        <Goods key={hrefOf(address)} list={list} />
      </div>
    </div>
  )
}

const NOTHING_CHOSEN = { option: [], vendor: [], type: [], tag: [], from: '', to: '', available: false, page: 1 }

/** Hints in the price fields: no cents, as people type it. */
const whole = (money: Parameters<typeof plainAmount>[0]) => plainAmount(money).replace(/\.\d+$/, '')

function Goods({ list }: { list: ListData }) {
  const shelf = useRef<HTMLDivElement>(null)
  // Whoever loads more goes on at the first new thing, by keyboard too.
  const show = useCallback((index: number) => {
    shelf.current?.querySelectorAll<HTMLElement>('.good a')[index]?.focus({ preventScroll: true })
  }, [])
  const { goods, page, more } = useMoreGoods(list, show)
  const { address, total, pages } = list
  const seen = Math.min(total, page * GOODS_A_PAGE)
  return (
    <>
      <div ref={shelf}>
        <Shelf goods={goods} firsts={FIRSTS} />
      </div>
      <Pager
        {...{ page, pages, seen, total }}
        next={Math.min(GOODS_A_PAGE, total - seen)}
        hrefOf={(number) => hrefOf({ ...address, page: number })}
        onMore={more}
      />
    </>
  )
}
