import type { Money } from '@mallhive/kernel'
import { Form } from 'react-router'
import { addressOf } from './addresses.ts'
import { join, TextButton } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { frames, Picture, type PictureSource } from './picture.tsx'
import { Sum } from './price.tsx'
import { QuantityForm } from './quantity-form.tsx'

export interface CartLineProps {
  id: string
  /** Without it the product has no page (any more). */
  handle?: string | undefined
  variantId: string
  title: string
  variantTitle: string
  picture?: PictureSource | undefined
  quantity: number
  unitPrice: Money
  /** Unknown while the shop cannot be asked. */
  lineTotal?: Money | undefined
  /** The most this line may hold. */
  max: number
  /** What happened to it since it was added. */
  change?:
    | { kind: 'price'; before: Money }
    | { kind: 'few'; left: number }
    | { kind: 'sold-out' }
    | { kind: 'gone' }
    | undefined
}

/** A line of the cart with its quantity; every change is a form post with `intent`, `line`, `version` and `quantity` or `step`. */
export function CartLine({ line, version }: { line: CartLineProps; version: string }) {
  const { cart, price } = useMessages()
  const format = useFormats()
  const gone = line.change?.kind === 'sold-out' || line.change?.kind === 'gone'
  return (
    <li className={join('line is-full', gone && 'is-gone')}>
      <Picture picture={line.picture} sizes={frames.line} decorative />
      <div className="line-name">
        <h2>{line.handle ? <a href={addressOf.product(line.handle, line.variantId)}>{line.title}</a> : line.title}</h2>
        <p>{line.variantTitle}</p>
      </div>
      <p className="line-sum">
        {gone ? cart.notCounted : line.lineTotal && <Sum money={line.lineTotal} />}
        {!gone && line.quantity > 1 && <small>{fill(price.each, { price: format.money(line.unitPrice) })}</small>}
      </p>
      <Change line={line} gone={gone} />
      <div className="line-do">
        {!gone && <QuantityForm {...line} version={version} />}
        <Form method="post" navigate={false} fetcherKey={`remove-${line.id}`}>
          <input type="hidden" name="line" value={line.id} />
          <input type="hidden" name="version" value={version} />
          <TextButton name="intent" value="remove">
            {cart.remove}
            <span className="sr"> {line.title}</span>
          </TextButton>
        </Form>
      </div>
    </li>
  )
}

function Change({ line: { change, unitPrice }, gone }: { line: CartLineProps; gone: boolean }) {
  const { cart } = useMessages()
  const format = useFormats()
  if (!change) return null
  const said = {
    price: () =>
      change.kind === 'price' &&
      fill(cart.priceChanged, { now: format.money(unitPrice), before: format.money(change.before) }),
    few: () => change.kind === 'few' && format.count(change.left, cart.onlyLeft),
    'sold-out': () => cart.soldOutSince,
    gone: () => cart.goneSince,
  }[change.kind]()
  return <p className={join('said', gone && 'is-bad')}>{said}</p>
}
