/** One line, whatever it was made of: what stands in a header must not begin another. */
export function oneLine(text: string, lengthMax = 200): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return [...line].slice(0, lengthMax).join('').toWellFormed()
}

/** A message before it is queued. The key makes it unique: a second one of the same key is never written. */
export interface NewMessage {
  readonly key: string
  readonly template: Template
  readonly to: string
  readonly language: string
  readonly subject: string
  /** What the template is filled with. */
  readonly data: object
}

export type Template = 'order-confirmation' | 'order-cancellation'
/** Raised when a template comes to want other data than messages that are queued already have. */
export const TEMPLATE_VERSION = 1
