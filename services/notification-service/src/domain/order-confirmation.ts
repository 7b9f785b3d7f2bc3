import type { Order } from '@mallhive/order-service/contract'
import { countryInWords, dayInWords, mailLanguage, moneyInWords, percentInWords, type Language } from './format.ts'
import { oneLine, type NewMessage } from './message.ts'
import { shopAddress, type Shop } from './shop.ts'
import { fill, WORDS } from './words.ts'

const NAME_LENGTH_MAX = 40

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
  const { number } = confirmed
  return {
    key: `order-confirmation:${confirmed.orderId}`,
    template: 'order-confirmation',
    to: confirmed.email,
    language,
    subject: oneLine(fill(WORDS[language].confirmationSubject, { shop: shop.name, number })),
    data: view(confirmed, language, shop),
  }
}

/** Every text of the mail, unescaped: the template for HTML escapes what it prints. */
function view({ number, order, orderId }: ConfirmedOrder, language: Language, shop: Shop) {
  const words = WORDS[language]
  const { totals, shippingAddress: address } = order
  const arrival = arrivalOf(order, language)
  return {
    language,
    shop: shop.name,
    title: fill(words.thanks, { name: firstName(address.name) }),
    received: fill(words.received, { number }),
    arrival,
    preheader: fill(words.preheader, {
      total: moneyInWords(language, totals.total),
      when: arrival.days.join(' – '),
    }),
    orderUrl: shopAddress(shop, `/account/orders/${orderId}`),
    view: words.view,
    lines: order.lines.map((line) => ({
      title: line.title,
      detail: [
        line.variantTitle,
        ...(line.quantity > 1 ? [fill(words.times, { quantity: String(line.quantity) })] : []),
      ]
        .filter((part) => part !== '' && part !== 'Default Title')
        .join(' '),
      note: line.note,
      total: moneyInWords(language, line.total),
      picture: pictureOf(line.picture?.sizes, shop),
    })),
    sums: sumsOf(order, language),
    totalWord: words.total,
    total: moneyInWords(language, totals.total),
    remark: remarkOf(order, language),
    deliveredTo: words.deliveredTo,
    address: [
      address.name,
      address.company,
      address.line1,
      address.line2,
      [address.postalCode, address.city].filter(Boolean).join(' '),
      address.region,
      countryInWords(language, address.country),
    ].filter((line) => line !== undefined && line !== ''),
    changed: words.changed,
    returns: shop.returnDays > 0 ? fill(words.returns, { days: String(shop.returnDays) }) : undefined,
    questions: words.questions,
    imprint: shop.imprint,
  }
}

const firstName = (name: string) => oneLine(name.trim().split(/\s+/)[0] ?? '', NAME_LENGTH_MAX)

function arrivalOf({ shipping: { arrivesFrom, arrivesTo } }: Order, language: Language) {
  const words = WORDS[language]
  if (arrivesFrom === arrivesTo)
    return { before: words.arrivesOn, days: [dayInWords(language, arrivesTo)], and: '', after: words.arrivesEnd }
  const isSameMonth = arrivesFrom.slice(0, 7) === arrivesTo.slice(0, 7)
  const days = [dayInWords(language, arrivesFrom, !isSameMonth), dayInWords(language, arrivesTo)]
  return { before: words.arrivesBetween, days, and: words.and, after: words.arrivesEnd }
}

function sumsOf({ totals }: Order, language: Language): { label: string; amount: string }[] {
  const words = WORDS[language]
  const { subtotal, discount, shipping, taxes, taxIncluded } = totals
  return [
    { label: words.subtotal, amount: moneyInWords(language, subtotal) },
    ...(discount.amount > 0 ? [{ label: words.discount, amount: `−${moneyInWords(language, discount)}` }] : []),
    { label: words.delivery, amount: shipping.amount === 0 ? words.free : moneyInWords(language, shipping) },
    ...(taxIncluded
      ? []
      : taxes.map(({ percent, amount }) => ({
          label: fill(words.tax, { percent: percentInWords(language, percent) }),
          amount: moneyInWords(language, amount),
        }))),
  ]
}

/** `with 68.66 € VAT (19 %), paid with Visa ending 4242` */
function remarkOf({ totals, payment: { brand, last4 } }: Order, language: Language): string {
  const words = WORDS[language]
  const taxes = totals.taxes
    .filter(({ amount }) => totals.taxIncluded && amount.amount > 0)
    .map(({ percent, amount }) =>
      fill(words.includedTax, {
        amount: moneyInWords(language, amount),
        percent: percentInWords(language, percent),
      }),
    )
  return [
    ...(taxes.length > 0 ? [fill(words.included, { taxes: taxes.join(', ') })] : []),
    ...(brand !== undefined && last4 !== undefined ? [fill(words.paid, { brand, last4 })] : []),
  ].join(', ')
}

/** The smallest copy that is sharp at 56 pixels on a dense screen, else the largest there is. */
function pictureOf(sizes: readonly { width: number; url: string }[] | undefined, shop: Shop): string | undefined {
  const ordered = [...(sizes ?? [])].sort((a, b) => a.width - b.width)
  const size = ordered.find(({ width }) => width >= 112) ?? ordered.at(-1)
  return size && shopAddress(shop, size.url)
}
