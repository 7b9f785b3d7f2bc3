import { notificationApi } from '@mallhive/notification-service/contract'
import { eventually } from '../surroundings/eventually.ts'
import { expected } from '../surroundings/services.ts'
import type { FragileShop } from './fragile-shop.ts'

/** Amounts as they are written in the mail that confirms an order, such as `1,234.50 €`. */
export interface ShownSums {
  readonly lines: readonly string[]
  readonly subtotal: string
  readonly delivery: string
  /** Only what comes on top of the prices. */
  readonly taxes: readonly string[]
  readonly total: string
}

/** What the shopper was shown at last, as text. */
export async function shownSums(shop: FragileShop, orderId: string): Promise<ShownSums> {
  const messages = shop.client(notificationApi, await shop.adminToken())
  const key = `order-confirmation:${orderId}`
  const file = await eventually('the mail to be sent', async () => {
    shop.mortals.hurry()
    const [message] = expected(200, await messages.listMessages({ query: { key, limit: 1 } })).items
    return message?.state === 'sent' && message.id
  })
  const text = expected(200, await messages.mail({ params: { file }, query: { part: 'text' } }))
  const rows = text.split('\n').flatMap((row) => {
    const parted = /^(.+): (.*\d.*|Free)$/.exec(row)
    return parted ? [[parted[1]!, parted[2]!] as const] : []
  })
  const of = (name: RegExp) => rows.filter(([title]) => name.test(title)).map(([, amount]) => amount)
  return {
    lines: of(/^Thing/),
    subtotal: of(/^Subtotal$/)[0]!,
    delivery: of(/^Delivery$/)[0]!,
    taxes: of(/^VAT/),
    total: of(/^Total$/)[0]!,
  }
}

/** The minor units of an amount that is written with all its decimals; throws when they are not as many as `decimals`. */
export function minorUnits(shown: string, decimals: number): number {
  if (shown === 'Free') return 0
  const number = /[\d,.]+/.exec(shown)![0]
  const fraction = number.includes('.') ? number.length - number.indexOf('.') - 1 : 0
  if (fraction !== decimals) throw new Error(`${shown} has not ${decimals} decimals`)
  return Number(number.replaceAll(/\D/g, ''))
}
