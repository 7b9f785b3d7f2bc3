import type { Money } from '@mallhive/kernel'
import { mailLanguage, moneyInWords } from './format.ts'
import { oneLine, type NewMessage } from './message.ts'
import { shopAddress, type Shop } from './shop.ts'

export interface CancelledOrder {
  readonly orderId: string
  readonly number: string
  readonly email: string
  readonly language: string
  readonly total: Money
}

/** The mail that says an order was cancelled: one for each, ever. */
export function orderCancellation({ orderId, number, email, total, ...order }: CancelledOrder, shop: Shop): NewMessage {
  const language = mailLanguage(order.language)
  return {
    key: `order-cancellation:${orderId}`,
    template: 'order-cancellation',
    to: email,
    language,
    data: {
      language,
      shop: { name: shop.name, imprint: shop.imprint },
      number: oneLine(number),
      total: moneyInWords(language, total),
      orderUrl: shopAddress(shop, `/account/orders/${orderId}`),
    },
  }
}
