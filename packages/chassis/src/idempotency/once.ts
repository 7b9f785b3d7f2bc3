import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import type { Pending } from '../pending.ts'
import type { Logger } from '../telemetry.ts'
import { nameOf, type IdempotencyStore, type Use } from './idempotency.ts'

export interface Keys {
  readonly idempotency: IdempotencyStore
  /** Replies that are being kept for repeats, and wait for nobody meanwhile. */
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

/** Longer than it takes to keep a reply. Who has waited so long is told that the request is still running. */
const KEPT_WITHIN_MS = 1_000

/** Runs a request for the first who comes with its key; a repeat is answered by the reply that was kept. */
export async function once(
  use: Use,
  { usual, quick, isSecret }: Ways,
  { idempotency, keeping, log }: Keys,
): Promise<Answer | 'idempotency.running' | 'idempotency.reused'> {
  const name = nameOf(use)
  let failed: Answer | undefined
  if (quick) {
    const id = newId()
    const answer = await quick(id)
    if (answer && answer.status < 500) {
      keeping.add(name, keep(id, answer).catch(freed(id)))
      return answer
    }
    // It may have failed on its way to a key whose reply is kept, and that is the answer then.
    failed = answer
    if (failed) await idempotency.abandon(use, id)
    await Promise.race([keeping.settled(name), pause(KEPT_WITHIN_MS, undefined, { ref: false })])
  }
  const claim = await idempotency.claim(use)
  if (claim.state === 'done')
    return { ...claim.answer, headers: { ...claim.answer.headers, 'idempotency-replayed': 'true' } }
  if (failed && claim.state === 'run') await idempotency.abandon(use, claim.id)
  if (failed && claim.state !== 'reused') return failed
  if (claim.state !== 'run') return `idempotency.${claim.state}`
  const answer = await usual(claim.id)
  await keep(claim.id, answer)
  return answer

  /** Whoever repeats the request need not wait for the end of the lease. */
  function freed(id: string) {
    return async (error: unknown) => {
      log.warn({ operation: use.operation, err: error }, 'a reply was not kept')
      await idempotency.abandon(use, id)
    }
  }

  async function keep(id: string, answer: Answer): Promise<void> {
    if (answer.status >= 500) await idempotency.abandon(use, id)
    else await idempotency.finish(use, id, answer, isSecret)
  }
}
