import type { Cart, CartLine } from '@mallhive/cart-service/contract'
import type { CartLineProps } from '@mallhive/design-system'

/** A line as the page shows it. `unnamed` stands for a product that nobody knows any more; `max` is the most a line may hold. */
export function lineView(line: CartLine, unnamed: string, max: number): CartLineProps {
  const { itemId, variantId, quantity, priceSeen, product } = line
  return {
    id: itemId,
    variantId,
    quantity,
    handle: product?.handle,
    title: product?.title ?? unnamed,
    variantTitle: product?.variantTitle ?? '',
    picture: product?.picture,
    unitPrice: product?.unitPrice ?? priceSeen,
    lineTotal: product?.lineTotal,
    max,
    change: changeOf(line),
  }
}

function changeOf({ status, available, priceSeen }: CartLine): CartLineProps['change'] {
  switch (status) {
    case 'price-changed':
      return { kind: 'price', before: priceSeen }
    case 'low-stock':
      return { kind: 'few', left: available ?? 0 }
    case 'sold-out':
      return { kind: 'sold-out' }
    case 'unavailable':
      return { kind: 'gone' }
    case 'ok':
    case 'unknown':
      return undefined
  }
}

const NOT_COUNTED: readonly CartLine['status'][] = ['sold-out', 'unavailable']

/** How many things the subtotal counts. */
export const countedThings = ({ lines }: Cart): number =>
  lines.filter(({ status }) => !NOT_COUNTED.includes(status)).reduce((count, { quantity }) => count + quantity, 0)

/** Whether names and prices could not be asked for: then nothing can be ordered now. */
export const isUnpriced = ({ lines }: Cart): boolean => lines.some(({ status }) => status === 'unknown')

/** How many lines are not as the shopper left them. */
export const changedLines = ({ lines }: Cart): number => lines.filter((line) => changeOf(line) !== undefined).length
