import type { Answer } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { KEPT_HOURS, LEASE_SECONDS, nameOf, type IdempotencyStore, type Use } from './idempotency.ts'

interface Entry {
  readonly use: Use
  readonly id: string
  readonly createdAt: number
  leaseUntil: number
  answer?: Answer
}

/** For services without a database, in one process: keys are gone with it. */
export function memoryIdempotency(now: () => number = Date.now): IdempotencyStore {
  const entries = new Map<string, Entry>()
  return {
    async claim(use) {
      const entry = entries.get(nameOf(use))
      if (!entry) {
        const id = newId()
        entries.set(nameOf(use), { use, id, createdAt: now(), leaseUntil: now() + LEASE_SECONDS * 1000 })
        return { state: 'run', id }
      }
      if (entry.use.operation !== use.operation || entry.use.requestHash !== use.requestHash) return { state: 'reused' }
      if (entry.answer) return { state: 'done', answer: entry.answer }
      if (entry.leaseUntil > now()) return { state: 'running' }
      entry.leaseUntil = now() + LEASE_SECONDS * 1000
      return { state: 'run', id: entry.id }
    },
    async finish(use, id, answer, secret) {
      const entry = entries.get(nameOf(use))
      if (entry?.id !== id) return
      if (secret) entry.leaseUntil = 0
      else entry.answer = structuredClone(answer)
    },
    async abandon(use, id) {
      const entry = entries.get(nameOf(use))
      if (entry?.id === id) entry.leaseUntil = 0
    },
    async sweep() {
      for (const [key, entry] of entries) if (entry.createdAt < now() - KEPT_HOURS * 3_600_000) entries.delete(key)
    },
  }
}
