import type { Money } from '@mallhive/kernel'
import type { ReactNode } from 'react'
import { Form } from 'react-router'
import { addressOf } from './addresses.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { TextButton } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { Flag, type Tone } from './note.tsx'
import { Picture, type PictureSource } from './picture.tsx'
import { Sum } from './price.tsx'

export type AccountPage = 'orders' | 'addresses' | 'profile'

/** A page of the account: what else there is at the side, its content beside it. */
export function AccountShell({ at, title, children }: { at: AccountPage; title?: string; children: ReactNode }) {
  const { account, shop } = useMessages()
  const pages = ['orders', 'addresses', 'profile'] as const
  const trail = [
    { title: shop.account, href: addressOf.account() },
    { title: account[at], href: addressOf[at]() },
  ]
  return (
    <>
      <Breadcrumbs trail={title ? [...trail, { title }] : trail} />
      <div className="wrap page">
        <div className="account">
          <nav className="account-nav" aria-label={account.label}>
            <ul>
              {pages.map((page) => (
                <li key={page}>
                  <a href={addressOf[page]()} aria-current={page === at ? 'page' : undefined}>
                    {account[page]}
                  </a>
                </li>
              ))}
            </ul>
            <SignOutForm />
          </nav>
          <div>{children}</div>
        </div>
      </div>
    </>
  )
}

export function SignOutForm() {
  const { shop } = useMessages()
  return (
    <form method="post" action={addressOf.signOut()}>
      <TextButton>{shop.signOut}</TextButton>
    </form>
  )
}

export interface OrderRowProps {
  id: string
  number: string
  date: string
  count: number
  status: { tone?: Tone; text: string }
  total: Money
  pictures: readonly (PictureSource | undefined)[]
  /** How many lines have no picture here. */
  more: number
}

/** An order in the list of orders. The row is one link: its number's. */
export function OrderRow({ order }: { order: OrderRowProps }) {
  const words = useMessages()
  const format = useFormats()
  return (
    <li className="order">
      <div>
        <h2>
          <a href={addressOf.order(order.id)}>{order.number}</a>
        </h2>
        <p className="muted small">
          {format.date(order.date)}, {format.count(order.count, words.shop.things)}
        </p>
        <p className="top-1">
          <Flag tone={order.status.tone}>{order.status.text}</Flag>
        </p>
      </div>
      <div className="order-pictures">
        {order.pictures.map((picture, index) => (
          <Picture key={index} picture={picture} sizes="60px" decorative />
        ))}
        {order.more > 0 && (
          <span className="order-more">
            +{order.more}
            <span className="sr"> {words.order.moreWord}</span>
          </span>
        )}
      </div>
      <p className="medium end figures">
        <Sum money={order.total} />
      </p>
    </li>
  )
}

/** An address, one line below the other. Lines that are empty are left out. */
export function Address({ lines }: { lines: readonly (string | undefined)[] }) {
  return (
    <address>
      {lines.filter(Boolean).map((line, index) => (
        <span key={index}>
          {index > 0 && <br />}
          {line}
        </span>
      ))}
    </address>
  )
}

export interface AddressCardProps {
  id: string
  title: string
  lines: readonly (string | undefined)[]
  usedFirst: boolean
  changeHref: string
}

/** A kept address with what can be done to it: form posts with `intent` and `address`. */
export function AddressCard({ address }: { address: AddressCardProps }) {
  const { account, shop } = useMessages()
  const { id, title, lines, usedFirst, changeHref } = address
  return (
    <li className="card">
      <h2 className="row between title-xs">
        {title} {usedFirst && <Flag>{account.usedFirst}</Flag>}
      </h2>
      <Address lines={lines} />
      <div className="row">
        <a className="text-button" href={changeHref}>
          {shop.change}
          <span className="sr"> {title}</span>
        </a>
        {!usedFirst && <AddressButton id={id} intent="use-first" words={account.useFirst} title={title} />}
        <AddressButton id={id} intent="delete" words={shop.delete} title={title} />
      </div>
    </li>
  )
}

function AddressButton({ id, intent, words, title }: { id: string; intent: string; words: string; title: string }) {
  return (
    <Form method="post">
      <input type="hidden" name="address" value={id} />
      <TextButton name="intent" value={intent}>
        {words}
        <span className="sr"> {title}</span>
      </TextButton>
    </Form>
  )
}
