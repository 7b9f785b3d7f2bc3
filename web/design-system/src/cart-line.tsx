import type { Money } from '@mallhive/kernel'
import { Form } from 'react-router'
import { addressOf } from './addresses.ts'
import { join, TextButton } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { frames, Picture, type PictureSource } from './picture.tsx'
import { Sum } from './price.tsx'
import { EnterButton, Quantity } from './quantity.tsx'

export interface CartLineProps {
  id: string
  handle: string
  variantId: string
  title: string
  variantTitle: string
  picture?: PictureSource | undefined
  quantity: number
  unitPrice: Money
  lineTotal: Money
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

/** A line of the cart with its quantity; every change is a form post with `intent`, `line` and `quantity` or `step`. */
export function CartLine({ line }: { line: CartLineProps }) {
  const { cart, price } = useMessages()
  const format = useFormats()
  const gone = line.change?.kind === 'sold-out' || line.change?.kind === 'gone'
  return (
    <li className={join('line is-full', gone && 'is-gone')}>
      <Picture picture={line.picture} sizes={frames.line} decorative />
      <div className="line-name">
        <h2>
          <a href={addressOf.product(line.handle, line.variantId)}>{line.title}</a>
        </h2>
        <p>{line.variantTitle}</p>
      </div>
      <p className="line-sum">
        {gone ? cart.notCounted : <Sum money={line.lineTotal} />}
        {!gone && line.quantity > 1 && <small>{fill(price.each, { price: format.money(line.unitPrice) })}</small>}
      </p>
      <Change line={line} gone={gone} />
      <div className="line-do">
        {!gone && <QuantityForm line={line} />}
        <Form method="post" navigate={false} fetcherKey={`remove-${line.id}`}>
          <input type="hidden" name="line" value={line.id} />
          <TextButton name="intent" value="remove">
            {cart.remove}
            <span className="sr"> {line.title}</span>
          </TextButton>
        </Form>
      </div>
    </li>
  )
}

function QuantityForm({ line }: { line: CartLineProps }) {
  const { cart } = useMessages()
  const title = line.title
  const labels = {
    quantity: fill(cart.quantityOf, { title }),
    less: fill(cart.lessOf, { title }),
    more: fill(cart.moreOf, { title }),
  }
  return (
    <Form method="post" navigate={false} fetcherKey={`quantity-${line.id}`}>
      <EnterButton>{cart.update}</EnterButton>
      <input type="hidden" name="intent" value="quantity" />
      <input type="hidden" name="line" value={line.id} />
      <input type="hidden" name="was" value={line.quantity} />
      <Quantity value={line.quantity} max={line.max} labels={labels} savesItself />{' '}
      <TextButton className="scriptless">{cart.update}</TextButton>
    </Form>
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
