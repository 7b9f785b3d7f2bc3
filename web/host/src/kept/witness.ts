import type { Wire } from '@mallhive/contract'
import type { Host } from '@mallhive/design-system/server'
import { productApi } from '@mallhive/product-service/contract'

/** Pages go on without an answer that takes long; this is sooner than any does. */
const ANSWER_MS_MAX = 2_000

export interface Witness {
  /** The host under observation: apps use it as they use the host itself. */
  readonly host: Host
  /** Whether all that was called were public questions to the catalogue, and all were answered. */
  isFromCatalogue(): boolean
}

/**
 * Watches what a page is made of. Only what the catalogue says to everybody is covered by its version: a page that asked
 * anything else, or had to do without an answer, is not to be shown again.
 */
export function witness(host: Host): Witness {
  let isFromCatalogue = true
  let waiting = 0
  const watched =
    (service: string): Wire =>
    async (spec, call) => {
      const isCovered = service === productApi.service && spec.method === 'GET' && spec.access.includes('public')
      if (!isCovered || call.headers?.['authorization'] !== undefined) isFromCatalogue = false
      waiting += 1
      const began = performance.now()
      try {
        const answer = await host.wire(service)(spec, call)
        if (answer.status >= 500 || performance.now() - began > ANSWER_MS_MAX) isFromCatalogue = false
        return answer
      } catch (error) {
        isFromCatalogue = false
        throw error
      } finally {
        waiting -= 1
      }
    }
  return { host: { ...host, wire: watched }, isFromCatalogue: () => isFromCatalogue && waiting === 0 }
}
