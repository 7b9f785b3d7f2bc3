import type { ReactNode } from 'react'
import type { ChipLink } from './facets.tsx'

/** Nothing is here, and this is the way on: an empty cart, no result, a page that is gone. */
export function EmptyState(props: {
  title: string
  lead: ReactNode
  above?: ReactNode
  chips?: readonly ChipLink[]
  children?: ReactNode
}) {
  return (
    <div className="empty stack">
      {props.above}
      <h1>{props.title}</h1>
      <p className="lead">{props.lead}</p>
      {props.chips && <ChipList chips={props.chips} />}
      {props.children}
    </div>
  )
}

export function ChipList({ chips }: { chips: readonly ChipLink[] }) {
  return (
    <ul className="chips">
      {chips.map(({ label, href }) => (
        <li key={href}>
          <a className="chip" href={href}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The title of a page and a sentence below it. */
export function PageHead({ title, lead, children }: { title: ReactNode; lead?: ReactNode; children?: ReactNode }) {
  return (
    <div className="page-head">
      {children}
      <h1>{title}</h1>
      {lead && <p>{lead}</p>}
    </div>
  )
}
