import type { Answer } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import type { Pending } from '../pending.ts'
import type { Logger } from '../telemetry.ts'
import type { IdempotencyStore, Use } from './idempotency.ts'

export interface Keys {
  readonly idempotency: IdempotencyStore
  /** Replies that left, and are being kept for repeats. */
  readonly keeping: Pending
  readonly log: Logger
}

/** How a request is run as `id`. Never throws: failures are answers too. */
export interface Ways {
  readonly usual: (id: string) => Promise<Answer>
  /** Takes the key itself. Undefined: it had been taken, or there is nothing to take it for, and nothing was done. */
  readonly quick?: ((id: string) => Promise<Answer | undefined>) | undefined
  /** Its reply is not kept: a repeat runs again. */
  readonly isSecret: boolean
}

/** Runs a request for the first who comes with its key; a repeat is answered by the reply that was kept. */
export async function once(
  use: Use,
  { usual, quick, isSecret }: Ways,
  { idempotency, keeping, log }: Keys,
): Promise<Answer | 'idempotency.running' | 'idempotency.reused'> {
  const name = `${use.scope} ${use.key}`
  if (quick) {
    const id = newId()
    const answer = await quick(id)
    if (answer) {
      const unkept = (error: unknown) => log.warn({ operation: use.operation, err: error }, 'a reply was not kept')
      keeping.add(name, keep(id, answer).catch(unkept))
      return answer
    }
    await keeping.settled(name)
  }
  const claim = await idempotency.claim(use)
  if (claim.state === 'done')
    return { ...claim.answer, headers: { ...claim.answer.headers, 'idempotency-replayed': 'true' } }
  if (claim.state !== 'run') return `idempotency.${claim.state}`
  const answer = await usual(claim.id)
  await keep(claim.id, answer)
  return answer

  async function keep(id: string, answer: Answer): Promise<void> {
    if (answer.status >= 500) await idempotency.abandon(use, id)
    else await idempotency.finish(use, id, answer, isSecret)
  }
}
