import type { ChangeEvent, ReactNode } from 'react'
import { Form } from 'react-router'
import { Button } from './button.tsx'
import { useFollowed } from './followed.ts'
import { Icon } from './icon.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { Swatch } from './swatch.tsx'

export interface FacetProps {
  /** The query's parameter. */
  name: string
  label: string
  values: readonly {
    readonly value: string
    readonly label: string
    readonly count: number
    readonly chosen: boolean
    readonly paint?: string | undefined
  }[]
}

interface FacetsProps {
  action: string
  facets: readonly FacetProps[]
  price?: { currency: string; min: string; max: string; from?: string | undefined; to?: string | undefined } | undefined
  /** What the address already says and this form must keep, such as the search and the order. */
  keep: readonly (readonly [name: string, value: string])[]
  chosen: number
  total: number
}

/** The filters of a list: a GET form, so that their state is the address. With scripts each change applies itself. */
export function Facets({ action, facets, price, keep, chosen, total }: FacetsProps) {
  const { list } = useMessages()
  const format = useFormats()
  return (
    // Open for browsers that cannot open it by style alone; a phone closes it when scripts have come.
    <details className="facets">
      <summary>
        <Icon name="filter" />
        {list.filter}
        {chosen > 0 && <span className="muted">{format.count(chosen, list.chosen)}</span>}
      </summary>
      <Form action={action} aria-label={list.filter} preventScrollReset onChange={applyOnWide}>
        {keep.map(([name, value]) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        {facets.map((facet) => (
          <Facet key={facet.name} {...facet} />
        ))}
        {price && <PriceFacet {...price} />}
        <Button wide className="top-4 phone-only">
          {format.count(total, list.show)}
        </Button>
        <Button kind="second" size="small" className="top-4 scriptless wide-only">
          {list.apply}
        </Button>
      </Form>
    </details>
  )
}

function applyOnWide(event: ChangeEvent<HTMLFormElement>) {
  if (matchMedia('(min-width: 60rem)').matches) event.currentTarget.requestSubmit()
}

/** More values than this fold away, but none that is chosen. */
const VALUES_SHOWN = 10

function Facet({ name, label, values }: FacetProps) {
  const { list } = useMessages()
  const format = useFormats()
  const isShown = (index: number, chosen: boolean) =>
    index < VALUES_SHOWN || values.length <= VALUES_SHOWN + 2 || chosen
  const more = values.filter(({ chosen }, index) => !isShown(index, chosen))
  return (
    <fieldset className="facet">
      <legend>{label}</legend>
      <div>
        {values.map(
          (each, index) => isShown(index, each.chosen) && <FacetValue key={each.value} name={name} {...each} />,
        )}
        {more.length > 0 && (
          <details className="facet-more">
            <summary>
              {format.count(more.length, list.moreValues)}
              <span className="sr">, {label}</span>
            </summary>
            {more.map((each) => (
              <FacetValue key={each.value} name={name} {...each} />
            ))}
          </details>
        )}
      </div>
    </fieldset>
  )
}

function FacetValue({ name, value, label, count, chosen, paint }: { name: string } & FacetProps['values'][number]) {
  const { shop } = useMessages()
  const format = useFormats()
  const [ticked, tick] = useFollowed(chosen)
  return (
    <label className="check">
      <input
        type="checkbox"
        name={name}
        value={value}
        checked={ticked}
        onChange={(event) => tick(event.currentTarget.checked)}
        disabled={count === 0 && !chosen}
      />
      {paint && <Swatch paint={paint} />}
      <span>{label}</span>
      <span className="count" aria-hidden="true">
        {format.number(count)}
      </span>
      <span className="sr">, {format.count(count, shop.things)}</span>
    </label>
  )
}

function PriceFacet({ currency, min, max, from, to }: NonNullable<FacetsProps['price']>) {
  const { list } = useMessages()
  return (
    <fieldset className="facet">
      <legend>{list.price}</legend>
      <div className="from-to">
        <PriceInput id="from" label={fill(list.priceFrom, { currency })} placeholder={min} value={from} />
        <span aria-hidden="true">–</span>
        <PriceInput id="to" label={fill(list.priceTo, { currency })} placeholder={max} value={to} />
      </div>
    </fieldset>
  )
}

function PriceInput(props: { id: string; label: string; placeholder: string; value: string | undefined }) {
  const [typed, type] = useFollowed(props.value ?? '')
  return (
    <div>
      <label className="sr" htmlFor={props.id}>
        {props.label}
      </label>
      <input
        className="input"
        id={props.id}
        type="text"
        name={props.id}
        inputMode="decimal"
        maxLength={12}
        placeholder={props.placeholder}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </div>
  )
}

interface ListBarProps {
  total: number
  chips: readonly ChipLink[]
  clearHref: string
  children?: ReactNode
}
export interface ChipLink {
  readonly label: string
  readonly href: string
}

/** Above the goods: how many, the chosen filters to remove, and the order. */
export function ListBar({ total, chips, clearHref, children }: ListBarProps) {
  const { list, shop } = useMessages()
  const format = useFormats()
  return (
    <div className="list-bar">
      <div className="chips">
        <p className="medium" role="status">
          {format.count(total, shop.things)}
        </p>
        {chips.length > 0 && <span className="sr">{list.chosenFilters}</span>}
        {chips.map(({ label, href }) => (
          <a className="chip" key={href} href={href}>
            <span className="sr">{list.removeFilter} </span>
            {label} <Icon name="x" />
          </a>
        ))}
        {chips.length > 0 && (
          <a className="small muted" href={clearHref}>
            {list.clearAll}
          </a>
        )}
      </div>
      {children}
    </div>
  )
}

/** Chooses the order of a list; a GET form like the filters. */
export function SortForm(props: {
  action: string
  sorts: readonly SortName[]
  chosen: SortName
  keep: FacetsProps['keep']
}) {
  const { list } = useMessages()
  const [sort, choose] = useFollowed(props.chosen)
  return (
    <Form
      action={props.action}
      className="row"
      preventScrollReset
      onChange={(event) => event.currentTarget.requestSubmit()}
    >
      {props.keep.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <label className="muted small" htmlFor="sort">
        {list.sortBy}
      </label>
      <select
        className="select"
        id="sort"
        name="sort"
        value={sort}
        onChange={(event) => choose(props.sorts.find((each) => each === event.currentTarget.value) ?? sort)}
      >
        {props.sorts.map((sort) => (
          <option key={sort} value={sort}>
            {list.sorts[sort]}
          </option>
        ))}
      </select>
      <Button kind="second" size="small" className="scriptless">
        {list.sort}
      </Button>
    </Form>
  )
}
export type SortName = 'relevance' | 'featured' | 'newest' | 'price-asc' | 'price-desc' | 'title-asc'
