import assert from 'node:assert/strict'
import { it } from 'node:test'
import { countryInWords, dayInWords, mailLanguage, moneyInWords } from './format.ts'

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

it('writes days as they are, wherever the server stands', () => {
  assert.equal(dayInWords('en', '2026-11-24'), 'Tuesday 24 November')
  assert.equal(dayInWords('de', '2026-11-24', false), 'Dienstag, 24.')
})

it('writes mails in German for all who speak it, and in English for everybody else', () => {
  assert.deepEqual(['de', 'de-AT', 'en', 'fr'].map(mailLanguage), ['de', 'de', 'en', 'en'])
  assert.equal(countryInWords('de', 'AT'), 'Österreich')
})
