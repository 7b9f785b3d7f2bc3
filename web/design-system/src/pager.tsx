import { ButtonLink } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'

interface PagerProps {
  page: number
  pages: number
  /** How many things of the whole were seen up to this page's end. */
  seen: number
  total: number
  hrefOf: (page: number) => string
  /** Loads the next page below this one; the numbered links do without. */
  onMore?: (() => void) | undefined
  /** How many the next page has. */
  next: number
}

/** At the end of a list: how far one has come, more of it, numbered pages. Nothing when there is one page only. */
export function Pager({ page, pages, seen, total, hrefOf, onMore, next }: PagerProps) {
  const { list } = useMessages()
  const format = useFormats()
  if (pages <= 1) return null
  const words = fill(list.seenOf, { seen: format.number(seen), total: format.number(total) })
  return (
    <nav className="pager" aria-label={list.pages}>
      <p className="muted small">{words}</p>
      <progress className="meter" value={seen} max={total} aria-label={list.seen}>
        {words}
      </progress>
      {page < pages && (
        <ButtonLink
          kind="second"
          href={hrefOf(page + 1)}
          onClick={onMore && ((event) => (event.preventDefault(), onMore()))}
        >
          {format.count(next, list.loadMore)}
        </ButtonLink>
      )}
      <ol>
        {page > 1 && (
          <li>
            <a href={hrefOf(page - 1)} rel="prev">
              {list.previous}
            </a>
          </li>
        )}
        {pagesAround(page, pages).map((number, index, shown) => (
          <li key={number}>
            {index > 0 && number - (shown[index - 1] ?? 0) > 1 && <span className="sr">…</span>}
            <a
              href={hrefOf(number)}
              aria-label={fill(list.page, { page: number })}
              aria-current={number === page ? 'page' : undefined}
            >
              {number}
            </a>
          </li>
        ))}
        {page < pages && (
          <li>
            <a href={hrefOf(page + 1)} rel="next">
              {list.next}
            </a>
          </li>
        )}
      </ol>
    </nav>
  )
}

/** The first, the last, and two to each side of where one is. */
const pagesAround = (page: number, pages: number) =>
  Array.from({ length: pages }, (_, index) => index + 1).filter(
    (number) => number === 1 || number === pages || Math.abs(number - page) <= 2,
  )
