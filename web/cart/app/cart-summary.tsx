import type { Cart } from '@mallhive/cart-service/contract'
import { Button, Sum, Sums, useFormats, useMessages } from '@mallhive/design-system'
import { Form, useNavigation } from 'react-router'
import { countedThings, isUnpriced } from './cart-view.ts'

/** What it comes to before delivery, and the way on. */
export function CartSummary({ cart }: { cart: Cart }) {
  const words = useMessages()
  const format = useFormats()
  const busy = useNavigation().formData?.get('intent') === 'check-out'
  const { subtotal } = cart
  const label = format.count(countedThings(cart), words.product.subtotal)
  return (
    <section className="aside panel stack" aria-labelledby="summary">
      <h2 id="summary">{words.cart.summary}</h2>
      {subtotal && (
        <>
          <Sums lines={[{ label, small: words.shop.pricesIncludeVat, amount: <Sum money={subtotal} /> }]} />
          <p className="sr" role="status">
            {label}: {format.money(subtotal)}
          </p>
        </>
      )}
      <p className="small muted">{words.cart.deliveryInNextStep}</p>
      {isUnpriced(cart) ? (
        <p className="small">{words.cart.pricesAwaySay}</p>
      ) : (
        <Form method="post">
          <Button wide size="large" name="intent" value="check-out" busy={busy}>
            {words.cart.checkOut}
          </Button>
        </Form>
      )}
    </section>
  )
}
