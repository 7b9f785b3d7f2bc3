import type { Money } from '@mallhive/kernel'
import { addressOf } from './addresses.ts'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { Picture, type PictureSource } from './picture.tsx'
import { Sum } from './price.tsx'

export interface OrderedLine {
  readonly key: string
  readonly title: string
  readonly variantTitle: string
  readonly picture?: PictureSource | undefined
  readonly quantity: number
  readonly unitPrice: Money
  readonly lineTotal: Money
  readonly handle?: string | undefined
}

/** Lines that are only read: in the mini cart, beside the checkout, on the confirmation. */
export function SmallLines({ lines }: { lines: readonly OrderedLine[] }) {
  const { product } = useMessages()
  return (
    <ul className="lines is-plain">
      {lines.map(({ key, title, variantTitle, picture, quantity, lineTotal }) => (
        <li className="line is-small" key={key}>
          <Picture picture={picture} sizes="56px" decorative />
          <div className="line-name">
            <h3>{title}</h3>
            <p>{quantity > 1 ? fill(product.times, { what: variantTitle, count: quantity }).trim() : variantTitle}</p>
          </div>
          <p className="line-sum">
            <Sum money={lineTotal} />
          </p>
        </li>
      ))}
    </ul>
  )
}

/** The lines of an order on its own page, each a link to its product while it is sold. */
export function OrderLines({ lines }: { lines: readonly OrderedLine[] }) {
  const { order } = useMessages()
  const format = useFormats()
  return (
    <ul className="lines top-4">
      {lines.map(({ key, title, variantTitle, picture, quantity, unitPrice, lineTotal, handle }) => (
        <li className="line is-mid" key={key}>
          <Picture picture={picture} sizes="112px" decorative />
          <div className="line-name">
            <h3>{handle ? <a href={addressOf.product(handle)}>{title}</a> : title}</h3>
            <p>{variantTitle}</p>
            <p>{fill(order.each, { count: quantity, price: format.money(unitPrice) })}</p>
          </div>
          <p className="line-sum">
            <Sum money={lineTotal} />
          </p>
        </li>
      ))}
    </ul>
  )
}
