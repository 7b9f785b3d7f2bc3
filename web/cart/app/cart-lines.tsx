import type { Cart } from '@mallhive/cart-service/contract'
import { CartLine, useMessages } from '@mallhive/design-system'
import { lineView } from './cart-view.ts'

export function CartLines({ cart, version, max }: { cart: Cart; version: string; max: number }) {
  const { unnamed } = useMessages().cart
  return (
    <ul className="lines">
      {cart.lines.map((line) => (
        <CartLine key={line.itemId} line={lineView(line, unnamed, max)} version={version} />
      ))}
    </ul>
  )
}
