import type { OrderedLine } from '@mallhive/design-system'
import type { Shop } from '@mallhive/design-system/server'
import type { Cart } from '@mallhive/cart-service/contract'
import type { Money } from '@mallhive/kernel'

/** What the mini cart shows of a line that was just added. */
export interface MiniCartData {
  readonly line: OrderedLine
  readonly count: number
  readonly subtotal: Money
}

/** The mini cart of a page that was led to after adding without scripts; nothing when the line is not there any more. */
export async function miniCartOf(shop: Shop, itemId: string | null): Promise<MiniCartData | undefined> {
  if (itemId === null || !shop.visitor) return undefined
  const reply = await shop.carts.getCart({ params: { userID: shop.visitor.id } })
  return reply.status === 200 ? miniCart(reply.body, itemId) : undefined
}

export function miniCart({ lines, count, subtotal }: Cart, itemId: string): MiniCartData | undefined {
  const line = lines.find((each) => each.itemId === itemId)
  if (!line?.product || !subtotal) return undefined
  const { title, variantTitle, picture, unitPrice, lineTotal, handle } = line.product
  const { quantity } = line
  return {
    line: { key: itemId, title, variantTitle, picture, quantity, unitPrice, lineTotal, handle },
    count,
    subtotal,
  }
}
