import type { Money } from '@mallhive/kernel'
import type { ReactNode } from 'react'
import { addressOf } from './addresses.ts'
import { join } from './button.tsx'
import { Main } from './document.tsx'
import { SkipLink } from './header.tsx'
import { Icon } from './icon.tsx'
import { useFormats, useMessages } from './language.tsx'
import { type OrderedLine, SmallLines } from './small-line.tsx'
import { type SumLine, Sums, type Vat } from './sums.tsx'
import { Wordmark } from './wordmark.tsx'

interface CheckoutShellProps {
  shop: string
  count: number
  lines: readonly OrderedLine[]
  sums: readonly SumLine[]
  total: Money
  vat?: Vat | undefined
  children: ReactNode
}

/** The checkout's page: a header that leads nowhere but back, one column, the order beside it or folded above. */
export function CheckoutShell({ shop, children, ...side }: CheckoutShellProps) {
  const messages = useMessages()
  return (
    <>
      <SkipLink>{messages.shop.skipToForm}</SkipLink>
      <header className="checkout-header">
        <div className="wrap">
          <Wordmark shop={shop} />
          <a className="row small" href={addressOf.cart()}>
            <Icon name="left" small />
            {messages.shop.backToCart}
          </a>
        </div>
      </header>
      <div className="checkout">
        <Side {...side} />
        <Main className="checkout-form">{children}</Main>
      </div>
    </>
  )
}

function Side({ count, lines, sums, total, vat }: Omit<CheckoutShellProps, 'shop' | 'children'>) {
  const { checkout } = useMessages()
  const format = useFormats()
  return (
    <aside className="checkout-side" aria-label={checkout.yourOrder}>
      <details className="side-fold">
        <summary>
          <span className="row">
            {format.count(count, checkout.yourOrderCount)} <Icon name="down" />
          </span>
          <span className="figures">{format.money(total)}</span>
        </summary>
        <div className="stack">
          <h2 className="title-s wide-only">{checkout.yourOrder}</h2>
          <SmallLines lines={lines} />
          <p className="small">
            <a href={addressOf.cart()}>{checkout.changeCart}</a>
          </p>
          <hr />
          <Sums lines={sums} total={total} vat={vat} />
        </div>
      </details>
    </aside>
  )
}

/** A step of the form as one group of fields. */
export function FormStep({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="step">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  )
}

export interface PickOption {
  readonly value: string
  readonly title: string
  readonly note?: string | undefined
  readonly end?: ReactNode
  /** Fields that belong to it, shown below it. */
  readonly open?: ReactNode
}

/** One of several, as rows in a frame: ways of delivery, ways to pay. */
export function Picks({
  name,
  options,
  chosen,
}: {
  name: string
  options: readonly PickOption[]
  chosen?: string | undefined
}) {
  return (
    <div className="picks">
      {options.flatMap(({ value, title, note, end, open }) => [
        <label className="pick check" key={value}>
          <input type="radio" name={name} value={value} defaultChecked={value === chosen} required />
          <span>
            <b>{title}</b>
            {note && <small>{note}</small>}
          </span>
          {typeof end === 'string' ? <span className="figures">{end}</span> : end}
        </label>,
        open && (
          <div className="pick-open form" key={`${value}-open`}>
            {open}
          </div>
        ),
      ])}
    </div>
  )
}

/** The cards taken, or the brand of the one typed. */
export function CardBrands({ brands }: { brands: readonly string[] }) {
  return (
    <span className={join(brands.length > 1 && 'brands')}>
      {brands.map((brand, index) => (
        <span key={brand}>
          {index > 0 && ' '}
          <span className="brand">{brand}</span>
        </span>
      ))}
    </span>
  )
}

export interface ReviewRow {
  readonly label: string
  readonly text: string
  readonly changeHref: string
}

/** What was already given, each with a way to change it. */
export function Review({ rows }: { rows: readonly ReviewRow[] }) {
  const { shop } = useMessages()
  return (
    <dl className="review">
      {rows.map(({ label, text, changeHref }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
          <dd className="do">
            <a className="small" href={changeHref}>
              {shop.change}
              <span className="sr"> {label}</span>
            </a>
          </dd>
        </div>
      ))}
    </dl>
  )
}
