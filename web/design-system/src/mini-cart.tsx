import type { Money } from '@mallhive/kernel'
import { addressOf } from './addresses.ts'
import { ButtonLink } from './button.tsx'
import { Icon } from './icon.tsx'
import { useFormats, useMessages } from './language.tsx'
import { Sum } from './price.tsx'
import { type OrderedLine, SmallLines } from './small-line.tsx'
import { Sums } from './sums.tsx'

/** What was just added, over the page without taking it away: it closes without scripts and holds no focus. */
export function MiniCart({
  added,
  count,
  subtotal,
}: {
  added: readonly OrderedLine[]
  count: number
  subtotal: Money
}) {
  const { product } = useMessages()
  const format = useFormats()
  return (
    <dialog className="mini-cart stack" open aria-labelledby="added">
      <form method="dialog">
        <button className="icon-button" aria-label={product.closeAndGoOn}>
          <Icon name="x" />
        </button>
      </form>
      <div role="status">
        <h2 id="added" className="said is-good">
          <Icon name="check" />
          {product.added}
        </h2>
      </div>
      <SmallLines lines={added} />
      <hr />
      <Sums lines={[{ label: format.count(count, product.subtotal), amount: <Sum money={subtotal} /> }]} />
      <div className="stack is-tight">
        <ButtonLink wide href={addressOf.checkout()}>
          {product.checkOut}
        </ButtonLink>
        <ButtonLink kind="second" wide href={addressOf.cart()}>
          {product.viewCart}
        </ButtonLink>
      </div>
    </dialog>
  )
}
