import type { Language } from '../domain/format.ts'

const en = {
  questions: 'Questions? Answer this mail; a person reads it.',
  view: 'View your order',

  confirmationSubject: 'Your {shop} order {number}',
  confirmationPreheader: '{total}, with you {days}.',
  thanks: 'Thank you, {name}',
  received: 'We have your order {number}.',
  arrivesOn: 'It should be with you on ',
  arrivesBetween: 'It should be with you between ',
  and: ' and ',
  arrivesEnd: '.',
  subtotal: 'Subtotal',
  discount: 'Discount',
  delivery: 'Delivery',
  free: 'Free',
  tax: 'VAT ({percent})',
  total: 'Total',
  includedTax: 'with {amount} VAT ({percent})',
  paid: 'paid with {brand} ending {last4}',
  deliveredTo: 'Delivered to',
  changed: 'Changed your mind?',
  returns: 'You have {days} days to send it back.',

  cancellationSubject: 'Your {shop} order {number} is cancelled',
  cancelled: 'Your order is cancelled',
  cancelledOrder: 'Your order {number} of {total} is cancelled.',
  moneyBack: 'Whatever was held or charged for it goes back to your card; banks take a few days.',
}
export type Word = keyof typeof en

const de: Readonly<Record<Word, string>> = {
  questions: 'Fragen? Antworten Sie auf diese Mail; ein Mensch liest sie.',
  view: 'Bestellung ansehen',

  confirmationSubject: 'Ihre Bestellung {number} bei {shop}',
  confirmationPreheader: '{total}, bei Ihnen {days}.',
  thanks: 'Vielen Dank, {name}',
  received: 'Ihre Bestellung {number} ist bei uns.',
  arrivesOn: 'Sie sollte am ',
  arrivesBetween: 'Sie sollte zwischen ',
  and: ' und ',
  arrivesEnd: ' bei Ihnen sein.',
  subtotal: 'Zwischensumme',
  discount: 'Rabatt',
  delivery: 'Versand',
  free: 'Kostenlos',
  tax: 'MwSt. ({percent})',
  total: 'Gesamt',
  includedTax: 'mit {amount} MwSt. ({percent})',
  paid: 'bezahlt mit {brand}, endet auf {last4}',
  deliveredTo: 'Lieferadresse',
  changed: 'Anders überlegt?',
  returns: 'Sie können alles {days} Tage lang zurückschicken.',

  cancellationSubject: 'Ihre Bestellung {number} bei {shop} ist storniert',
  cancelled: 'Ihre Bestellung ist storniert',
  cancelledOrder: 'Ihre Bestellung {number} über {total} ist storniert.',
  moneyBack:
    'Was dafür vorgemerkt oder abgebucht wurde, geht auf Ihre Karte zurück; Banken brauchen dafür ein paar Tage.',
}

/** What mails say besides facts. */
const WORDS = { en, de } as const satisfies Record<Language, Record<Word, string>>

/** A sentence of a mail with `{…}` filled in. Throws when there is no such sentence or a fact is missing: a bug of the template. */
export function say(language: Language, word: string, facts: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(en, word)) throw new TypeError(`no words for ${word}`)
  return WORDS[language][word as Word].replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name]
    if (typeof fact !== 'string' && typeof fact !== 'number') throw new TypeError(`${word} lacks its ${name}`)
    return String(fact)
  })
}
