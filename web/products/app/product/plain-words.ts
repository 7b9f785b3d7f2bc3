const LETTERS_MAX = 160

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }

/** The beginning of a cleaned description as plain text, for the head of the page: no tags, cut at a word. */
export function plainWords(cleanHtml: string): string | undefined {
  const text = cleanHtml
    .slice(0, 4_000)
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replace(/\s+/g, ' ')
    .trim()
  if (text.length <= LETTERS_MAX) return text || undefined
  const cut = text.slice(0, LETTERS_MAX)
  return `${cut.slice(0, cut.lastIndexOf(' ') > 0 ? cut.lastIndexOf(' ') : LETTERS_MAX)}…`
}
