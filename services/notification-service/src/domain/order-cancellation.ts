import type { Money } from '@mallhive/kernel'
import { mailLanguage, moneyInWords } from './format.ts'
import { oneLine, type NewMessage } from './message.ts'
import { shopAddress, type Shop } from './shop.ts'
import { fill, WORDS } from './words.ts'

export interface CancelledOrder {
  readonly orderId: string
  readonly number: string
  readonly email: string
  readonly language: string
  readonly total: Money
}

/** The mail that says an order was cancelled: one for each, ever. */
export function orderCancellation({ orderId, number, email, ...cancelled }: CancelledOrder, shop: Shop): NewMessage {
  const language = mailLanguage(cancelled.language)
  const words = WORDS[language]
  return {
    key: `order-cancellation:${orderId}`,
    template: 'order-cancellation',
    to: email,
    language,
    subject: oneLine(fill(words.cancellationSubject, { shop: shop.name, number })),
    data: {
      language,
      shop: shop.name,
      title: words.cancelled,
      text: fill(words.cancelledText, { number, total: moneyInWords(language, cancelled.total) }),
      orderUrl: shopAddress(shop, `/account/orders/${orderId}`),
      view: words.view,
      questions: words.questions,
      imprint: shop.imprint,
    },
  }
}
