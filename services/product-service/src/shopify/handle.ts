const CHARACTERS_MAX = 255

/** Whether the text can stand in an address as it is: no spaces, slashes, or marks that mean something there. */
export const isHandle = (text: string): boolean =>
  text.length <= CHARACTERS_MAX && /^[\p{L}\p{M}\p{N}._~-]+$/u.test(text) && !/^\.+$/.test(text)

/** Makes a handle of a title: `Café Crème, 250 g` becomes `cafe-creme-250-g`. Blank when no letter or digit is in it. */
export function handleFrom(title: string): string {
  // Accents of Latin letters go; marks that are part of a letter in other scripts stay.
  const plain = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
  const joined = plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-+/, '')
  // What is cut off may have left a hyphen or half a character at the end.
  return joined.slice(0, CHARACTERS_MAX).replace(/[-\ud800-\udbff]+$/, '')
}
