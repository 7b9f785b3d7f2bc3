interface Kept {
  isChecked: boolean
  bytes?: Buffer
}

const kept = new WeakMap<object, Kept>()

/**
 * Says that this body is answered more than once and never changes: it is checked against its contract at the first answer only, and its text
 * for HTTP is made once. In this process it is handed over as it is, so freeze it. It is forgotten with the object.
 */
export function keepBody(body: unknown): void {
  if (typeof body === 'object' && body !== null && !kept.has(body)) kept.set(body, { isChecked: false })
}

/** What is remembered of a body; undefined for one that nobody keeps. */
export const keptBody = (body: unknown): Kept | undefined =>
  typeof body === 'object' && body !== null ? kept.get(body) : undefined
