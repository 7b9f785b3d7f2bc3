import { newId } from '@mallhive/kernel'
import { textOf } from '@mallhive/design-system/forms'

/** UUIDv7: its first 48 bits are when it was made. */
const KEY = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The name of one order, made with its form, so that pressing twice and reloading order once. */
export const newKey = newId

export const isKey = (text: string): boolean => KEY.test(text)

/** The key of a posted form; undefined when it was not made here. */
export function readKey(form: FormData): string | undefined {
  const key = textOf(form, 'key')
  return isKey(key) ? key : undefined
}

/** When the form with this key was made, in milliseconds. */
export function madeAt(key: string): number {
  const [, high = '0', low = '0'] = KEY.exec(key) ?? []
  return Number.parseInt(high + low, 16)
}
