/** Words past this are cut: nobody types them, and an index entry has an end. */
const WORD_LENGTH_MAX = 60
const WORDS_MAX = 20_000
const QUERY_WORDS_MAX = 12

/**
 * Text as it is compared: small letters, Latin accents gone (`Café` is `cafe`), ß as ss. Marks that are part of a letter in other
 * scripts stay.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
}

/** The folded words of a text, in order. */
export const wordsOf = (text: string): string[] =>
  (fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map((word) => [...word].slice(0, WORD_LENGTH_MAX).join(''))

/** The distinct words somebody searches for; the last may be unfinished. */
export const queryWords = (text: string): string[] => [...new Set(wordsOf(text))].slice(0, QUERY_WORDS_MAX)

/** What the text of a product's page says, without its mark-up. */
export const plainText = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|nbsp|#39);/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Which words stand in the title, beside it (vendor, type, tags, options, numbers), and in the description. */
export interface Fields {
  readonly title: string
  readonly beside: readonly string[]
  readonly description: string
}

/**
 * A text search vector in PostgreSQL's own notation, made here and not by its parser, so that products and queries are cut into words by
 * the same rule. A word has the weight of the best field that it stands in: A title, B beside, C description.
 */
export function searchVector({ title, beside, description }: Fields): string {
  const weights = new Map<string, 'A' | 'B' | 'C'>()
  const add = (text: string, weight: 'A' | 'B' | 'C') => {
    for (const word of wordsOf(text)) {
      if (weights.size >= WORDS_MAX) return
      if (!weights.has(word)) weights.set(word, weight)
    }
  }
  add(title, 'A')
  for (const text of beside) add(text, 'B')
  add(description, 'C')
  return [...weights].map(([word, weight]) => `'${word}':1${weight}`).join(' ')
}

/** A text search query in PostgreSQL's own notation: all words, the last as the beginning of a word. Words have no marks, so nothing needs escaping. */
export function searchQuery(words: readonly string[]): string {
  return words.map((word, index) => (index === words.length - 1 ? `'${word}':*` : `'${word}'`)).join(' & ')
}
