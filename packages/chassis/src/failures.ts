/** A neighbour, a database or this process cannot do it at the moment: 503, ask again. */
export class Unavailable extends Error {
  readonly retryAfterSeconds: number
  constructor(message: string, options?: ErrorOptions & { retryAfterSeconds?: number }) {
    super(message, options)
    this.retryAfterSeconds = options?.retryAfterSeconds ?? 1
  }
}

/** The caller's deadline passed before there was an answer: 504; what became of the call is not known. */
export class DeadlineExceeded extends Error {}

/** The network, as Node names it. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * What PostgreSQL says when it, and not the statement, is in trouble: https://www.postgresql.org/docs/18/errcodes-appendix.html. Classes 08 (the
 * connection), 53 (too many connections, no memory, the disk is full) and 57P (shut down, starting, terminated) as a whole.
 */
const DATABASE_CODES = /^(08...|53...|57P..|58030|25006|25P03)$/

/** Others were in the way for too long: a deadlock or a serialisation failure time after time, a lock, a statement's own time limit. */
const CONTENTION_CODES = new Set(['40001', '40P01', '55P03', '57014'])

/** Said by the driver, without a code. */
const CONNECTION_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable/

/** Tells an outage from a bug: the database is away, starting, out of connections, read-only, silent, or its disk is full. */
export function isOutage(error: unknown): boolean {
  if (error instanceof Unavailable) return true
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: string }
  if (code !== undefined && (NETWORK_CODES.has(code) || DATABASE_CODES.test(code))) return true
  if (CONNECTION_MESSAGES.test(error.message)) return true
  return error instanceof AggregateError && error.errors.some(isOutage)
}

/** An outage, or others in the way: whoever asks again later may well succeed. */
export function isPassing(error: unknown): boolean {
  return isOutage(error) || (error instanceof Error && CONTENTION_CODES.has((error as { code?: string }).code ?? ''))
}
