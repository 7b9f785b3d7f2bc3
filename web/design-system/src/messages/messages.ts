import type { Language } from '../format.ts'
import { de } from './de.ts'
import { en } from './en.ts'

/** What every language must have: the keys of English. */
export type Messages = typeof en

const all: Readonly<Record<Language, Messages>> = { en, de }

export const messages = (language: Language): Messages => all[language]

/** Puts the values into a text; a value that is not given is a bug and throws. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new TypeError(`the text “${text}” needs a value for {${name}}`)
    return String(value)
  })
}
