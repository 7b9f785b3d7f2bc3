import assert from 'node:assert/strict'
import { it } from 'node:test'
import { AMOUNT_MAX } from '@mallhive/kernel'
import { countryInWords, dayInWords, daysInShort, mailLanguage, moneyInWords } from './format.ts'

it('writes money with as many decimals as its currency has, and the sign where its readers look for it', () => {
  const written = (language: 'en' | 'de', amount: number, currency: string) =>
    moneyInWords(language, { amount, currency }).replaceAll('\u00a0', ' ')
  assert.deepEqual(
    [
      written('en', 124_900, 'EUR'),
      written('de', 124_900, 'EUR'),
      written('en', 5, 'USD'),
      written('en', 500, 'JPY'),
      written('en', 1_234, 'KWD'),
      written('de', 1_000_000_000_000, 'EUR'),
    ],
    ['1,249.00 €', '1.249,00 €', '$0.05', '¥500', '1.234 KWD', '10.000.000.000,00 €'],
  )
})

it('writes every amount so that it is read as the same again, so that what is shown adds up (P13)', () => {
  const decimalsOf = { JPY: 0, EUR: 2, KWD: 3 }
  const cases = Object.entries(decimalsOf).flatMap(([currency, decimals]) =>
    [0, 1, 9, 10, 99, 100, 999, 1_000, 12_345, 999_999, 1_000_000, 999_999_999_999, AMOUNT_MAX].flatMap((amount) =>
      (['en', 'de'] as const).map((language) => ({ language, currency, decimals, amount })),
    ),
  )
  for (const { language, currency, decimals, amount } of cases) {
    const written = moneyInWords(language, { amount, currency })
    const [whole = '', fraction = ''] = /[\d.,]+/.exec(written)![0].split(language === 'de' ? ',' : '.')
    const grouped = language === 'de' ? /^\d{1,3}(\.\d{3})*$/ : /^\d{1,3}(,\d{3})*$/
    assert.match(whole, grouped, written)
    assert.deepEqual([fraction.length, Number(whole.replaceAll(/\D/g, '') + fraction)], [decimals, amount], written)
  }
})

it('writes days as they are, wherever the server stands', () => {
  assert.equal(dayInWords('en', '2026-11-24'), 'Tuesday\u00a024 November')
  assert.equal(dayInWords('de', '2026-11-24', false), 'Dienstag,\u00a024.')
})

it('writes mails in German for all who speak it, and in English for everybody else', () => {
  assert.deepEqual(['de', 'de-AT', 'en', 'fr'].map(mailLanguage), ['de', 'de', 'en', 'en'])
  assert.equal(countryInWords('de', 'AT'), 'Österreich')
})

it('writes a range of days as short as it can, and names the month once when it is the same', () => {
  assert.deepEqual(
    [
      daysInShort('en', '2026-11-24', '2026-11-26'),
      daysInShort('en', '2026-11-30', '2026-12-02'),
      daysInShort('de', '2026-11-24', '2026-11-26'),
      daysInShort('en', '2026-11-24', '2026-11-24'),
    ],
    ['Tue 24 – Thu 26 Nov', 'Mon 30 Nov – Wed 2 Dec', 'Di 24. – Do 26. Nov', 'Tue 24 Nov'],
  )
})
