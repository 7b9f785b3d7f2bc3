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

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  '08001',
  '08004',
  '25006',
])

/** Tells an outage from a bug: the database is away, starting, full or read-only. */
export function isOutage(error: unknown): boolean {
  if (error instanceof Unavailable) return true
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: string }
  if (code !== undefined && CONNECTION_CODES.has(code)) return true
  if (/Connection terminated|timeout exceeded when trying to connect/.test(error.message)) return true
  return error instanceof AggregateError && error.errors.some(isOutage)
}
