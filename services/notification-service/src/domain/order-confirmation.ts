import type { Order, OrderLine } from '@mallhive/order-service/contract'
import { countryInWords, daysInShort, dayInWords, mailLanguage, moneyInWords, percentInWords } from './format.ts'
import type { Language } from './format.ts'
import { oneLine, type NewMessage } from './message.ts'
import { shopAddress, type Shop } from './shop.ts'

const NAME_LENGTH_MAX = 40
const NOTE_LENGTH_MAX = 500
/** Twice the width that pictures are shown at: sharp on a dense screen. */
const PICTURE_WIDTH = 112
/** How Shopify's exports call the one variant of a product without options. */
const NO_OPTIONS = 'Default Title'

export interface ConfirmedOrder {
  readonly orderId: string
  readonly number: string
  readonly email: string
  readonly language: string
  readonly order: Order
}

/** The mail that confirms an order: one for each, ever. Everything in it is as the order was when it was confirmed. */
export function orderConfirmation(confirmed: ConfirmedOrder, shop: Shop): NewMessage {
  const language = mailLanguage(confirmed.language)
  const { orderId, number, email, order } = confirmed
  return {
    key: `order-confirmation:${orderId}`,
    template: 'order-confirmation',
    to: email,
    language,
    data: {
      language,
      shop: { name: shop.name, imprint: shop.imprint },
      returnDays: shop.returnDays,
      number: oneLine(number),
      orderUrl: shopAddress(shop, `/account/orders/${orderId}`),
      firstName: oneLine(order.shippingAddress.name).split(' ')[0]!.slice(0, NAME_LENGTH_MAX),
      ...arrivalOf(order, language),
      lines: order.lines.map((line) => lineOf(line, language, shop)),
      ...sumsOf(order, language),
      card: cardOf(order),
      address: addressOf(order, language),
    },
  }
}

function arrivalOf({ shipping: { arrivesFrom: from, arrivesTo: to } }: Order, language: Language) {
  const isSameMonth = from.slice(0, 7) === to.slice(0, 7)
  const days = [dayInWords(language, from, !isSameMonth), dayInWords(language, to)]
  return { arrival: from === to ? days.slice(1) : days, arrivalInShort: daysInShort(language, from, to) }
}

function lineOf(line: OrderLine, language: Language, shop: Shop) {
  const variant = line.variantTitle === NO_OPTIONS ? '' : oneLine(line.variantTitle)
  const times = line.quantity > 1 ? `×\u00a0${line.quantity}` : ''
  return {
    title: oneLine(line.title),
    detail: [variant, times].filter((part) => part !== '').join(' ') || null,
    note: line.note === undefined ? null : oneLine(line.note, NOTE_LENGTH_MAX),
    total: moneyInWords(language, line.total),
    picture: pictureOf(line, shop),
  }
}

function pictureOf({ picture, title }: OrderLine, shop: Shop): { url: string; alt: string } | null {
  const sizes = [...(picture?.sizes ?? [])].sort((a, b) => a.width - b.width)
  const size = sizes.find(({ width }) => width >= PICTURE_WIDTH) ?? sizes.at(-1)
  const url = size && shopAddress(shop, size.url)
  return url === undefined ? null : { url, alt: oneLine(picture?.alt || title) }
}

function sumsOf({ totals }: Order, language: Language) {
  const { subtotal, discount, shipping, total, taxIncluded } = totals
  const taxes = totals.taxes
    .filter(({ amount }) => amount.amount > 0)
    .map(({ percent, amount }) => ({
      amount: moneyInWords(language, amount),
      percent: percentInWords(language, percent),
    }))
  return {
    subtotal: moneyInWords(language, subtotal),
    discount: discount.amount > 0 ? `−${moneyInWords(language, discount)}` : null,
    delivery: shipping.amount > 0 ? moneyInWords(language, shipping) : null,
    addedTaxes: taxIncluded ? [] : taxes,
    includedTaxes: taxIncluded ? taxes : [],
    total: moneyInWords(language, total),
  }
}

function cardOf({ payment: { brand, last4 } }: Order): { brand: string; last4: string } | null {
  return brand === undefined || last4 === undefined ? null : { brand: oneLine(brand), last4: oneLine(last4) }
}

function addressOf({ shippingAddress: address }: Order, language: Language): string[] {
  const city = [address.postalCode, address.city].filter(Boolean).join(' ')
  const country = countryInWords(language, address.country)
  return [address.name, address.company, address.line1, address.line2, city, address.region, country]
    .map((line) => oneLine(line ?? ''))
    .filter((line) => line !== '')
}
