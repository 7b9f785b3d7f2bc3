import type { Money } from '@mallhive/kernel'
import type { ReactNode } from 'react'
import { addressOf } from './addresses.ts'
import { join } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { frames, Picture, type PictureSource } from './picture.tsx'
import { Price, Sum } from './price.tsx'
import { Swatch } from './swatch.tsx'

/** What a card needs of a product: product-service's `ProductCard`, and the paints of its colours. */
export interface GoodProps {
  handle: string
  title: string
  price: { from: Money; to: Money }
  compareAt?: Money | undefined
  availability: { state: 'in-stock' | 'low-stock' | 'sold-out'; left?: number | undefined }
  picture?: PictureSource | undefined
  /** CSS colours of its colour option's values. */
  paints?: readonly string[]
}

const PAINTS_SHOWN = 5

/** A product on a shelf. The whole card is one link: its title's. */
export function Good({
  good,
  first = false,
  sizes = frames.good,
}: {
  good: GoodProps
  first?: boolean
  sizes?: string
}) {
  const { good: words } = useMessages()
  const { count } = useFormats()
  const { handle, title, price, availability, paints = [] } = good
  const gone = availability.state === 'sold-out'
  const from = price.from.amount !== price.to.amount
  return (
    <li className={join('good', gone && 'is-gone')}>
      <Picture picture={good.picture} sizes={sizes} first={first} decorative />
      {gone && <span className="flag">{words.soldOut}</span>}
      {!gone && availability.left !== undefined && <span className="flag">{count(availability.left, words.left)}</span>}
      <h3>
        <a href={addressOf.product(handle)} data-travels>
          {title}
        </a>
      </h3>
      <Price now={price.from} was={good.compareAt} from={from} />
      {paints.length > 1 && (
        <p className="good-more">
          {paints.slice(0, PAINTS_SHOWN).map((paint, index) => (
            <Swatch key={index} paint={paint} />
          ))}
          <span>{count(paints.length, words.colours)}</span>
        </p>
      )}
    </li>
  )
}

/** Products side by side: two on a phone, three, and four when `four`. `firsts` of them are in the first view. */
export function Shelf({
  goods,
  four = false,
  firsts = 0,
}: {
  goods: readonly GoodProps[]
  four?: boolean
  firsts?: number
}) {
  return (
    <div className="shelf">
      <ul className={join('goods', four && 'is-four')}>
        {goods.map((good, index) => (
          <Good key={good.handle} good={good} first={index < firsts} sizes={four ? frames.good : frames.listed} />
        ))}
      </ul>
    </div>
  )
}

/** A row of small cards that scrolls sideways: what the shopper looked at. */
export function Seen({ goods }: { goods: readonly GoodProps[] }) {
  const { home } = useMessages()
  return (
    <ul className="seen" tabIndex={0} aria-label={home.seenLabel}>
      {goods.map(({ handle, title, picture, price }) => (
        <li className="good" key={handle}>
          <Picture picture={picture} sizes="(min-width: 60rem) 200px, 33vw" decorative />
          <h3>
            <a href={addressOf.product(handle)}>{title}</a>
          </h3>
          <p className="price small">
            <Sum money={price.from} />
          </p>
        </li>
      ))}
    </ul>
  )
}

/** A card while it is being fetched. */
export function GoodWaiting() {
  const { shop } = useMessages()
  return (
    <li className="good" aria-busy="true" aria-label={shop.loading}>
      <div className="picture waiting" />
      <p className="waiting is-text">&nbsp;</p>
    </li>
  )
}

/** A part of a page: a title, a link to more of it, and what it shows. */
export function Section(props: { id: string; title: string; small?: boolean; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="section" aria-labelledby={props.id}>
      <div className="section-head">
        <h2 id={props.id} className={props.small ? 'title-s' : undefined}>
          {props.title}
        </h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  )
}
