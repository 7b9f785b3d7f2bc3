import type { CartLine } from '@mallhive/cart-service/contract'
import type { Shop } from '@mallhive/design-system/server'
import type { Wish } from './quantity.ts'

/** What the cart page says after a change; the keys are the `say` of its address. */
export type Saying = 'changed-elsewhere' | 'undone' | 'not-ready'
type LineWish = Exclude<Wish, { intent: 'check-out' }>

/** Changes a line. Undefined: it is done. A change made elsewhere matters only when it touched this line. */
export async function changeLine(shop: Shop, userID: string, wish: LineWish): Promise<Saying | undefined> {
  const first = await send(shop, userID, wish, wish.version)
  if (first.status === 404) return wish.intent === 'remove' ? undefined : 'changed-elsewhere'
  if (first.status !== 412) return first.status === 200 ? undefined : 'undone'

  const now = await shop.carts.getCart({ params: { userID } })
  if (now.status !== 200) return 'undone'
  const line = now.body.lines.find(({ itemId }) => itemId === wish.line)
  if (isOtherThanSeen(wish, line)) return 'changed-elsewhere'
  if (!line) return undefined
  const again = await send(shop, userID, wish, now.headers?.['etag'])
  return again.status === 200 ? undefined : again.status === 412 ? 'changed-elsewhere' : 'undone'
}

function isOtherThanSeen(wish: LineWish, line: CartLine | undefined): boolean {
  return wish.intent === 'quantity' && line?.quantity !== wish.was && line?.quantity !== wish.quantity
}

function send({ carts }: Shop, userID: string, wish: LineWish, version: string | undefined) {
  const at = { params: { userID, itemID: wish.line }, headers: version ? { 'if-match': version } : {} }
  return wish.intent === 'quantity' && wish.quantity > 0
    ? carts.updateItem({ ...at, body: { quantity: wish.quantity } })
    : carts.removeItem(at)
}

/** On to the checkout: the prices on this page are seen now, and everything in the cart can be bought. */
export async function beginCheckout({ carts }: Shop, userID: string): Promise<Saying | undefined> {
  const accepted = await carts.acceptPrices({ params: { userID } })
  if (accepted.status !== 200) return 'undone'
  const begun = await carts.checkOut({ params: { userID } })
  if (begun.status === 200) return undefined
  return begun.status === 409 ? 'not-ready' : 'undone'
}
