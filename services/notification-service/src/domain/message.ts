const LINE_LENGTH_MAX = 200

/** One line, whatever it was made of: what stands in a header or a line of text must not begin another. */
export function oneLine(text: string, lengthMax = LINE_LENGTH_MAX): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, (space) => (space === '\u00a0' ? space : ' ')).trim()
  return [...line].slice(0, lengthMax).join('').toWellFormed()
}

/** A message before it is queued. The key makes it unique: a second one of the same key is never written. */
export interface NewMessage {
  readonly key: string
  readonly template: Template
  readonly to: string
  readonly language: string
  /** The facts that the template is filled with, not escaped. */
  readonly data: object
}

export type Template = 'order-confirmation' | 'order-cancellation'
/** Raised when a template comes to want other facts than messages that are queued already have. */
export const TEMPLATE_VERSION = 1
