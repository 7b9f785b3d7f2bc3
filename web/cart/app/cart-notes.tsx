import type { Cart } from '@mallhive/cart-service/contract'
import { Note, useFormats, useMessages } from '@mallhive/design-system'
import { changedLines, isUnpriced } from './cart-view.ts'

/** What to know before reading the lines: what became of the last change, and what is not as it was. */
export function CartNotes({ cart, say }: { cart: Cart; say: string | undefined }) {
  const { cart: words, order } = useMessages()
  const format = useFormats()
  const changed = changedLines(cart)
  if (isUnpriced(cart)) return <Note tone="wait">{words.pricesAway}</Note>
  if (say === 'not-ready' && changed > 0) return <Note tone="bad">{words.notReady}</Note>
  return (
    <>
      {say === 'changed-elsewhere' && <Note tone="wait">{words.changedElsewhere}</Note>}
      {say === 'sold-out' && <Note tone="bad">{words.soldOutMeanwhile}</Note>}
      {say === 'undone' && <Note tone="bad">{words.undone}</Note>}
      {say === 'again-part' && <Note tone="wait">{order.againPart}</Note>}
      {say === 'merged' && <Note tone="good">{words.merged}</Note>}
      {changed > 0 && <Note tone="wait">{format.count(changed, words.changed)}</Note>}
    </>
  )
}
