import type { Clock } from '@mallhive/kernel'
import type { Payments } from './payments.ts'
import { chargeOf } from './provider/sandbox.ts'
import { readWebhook } from './provider/sandbox-webhook.ts'
import type { StoredWebhook, Webhooks } from './store/webhooks.ts'

const AT_ONCE = 64
/** Those beyond wait in the database until the lease of this process has run out. */
const WAITING_MAX = 1_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export interface WebhookHandling {
  /** Hands over one that was just kept for this process. */
  arrived(webhook: StoredWebhook): void
  /** Handles all that wait here, and those in the database that are due, such as after a failure. */
  handleAll(): Promise<void>
}

/**
 * Takes over what the kept webhooks tell. Their order does not matter: of two pictures of a charge the newer one stands. Those at once share
 * a read of their payments, a write of those payments that are news, if any, and a write of what became of them.
 */
export function webhookHandling(webhooks: Webhooks, payments: Payments, clock: Clock): WebhookHandling {
  const waiting: StoredWebhook[] = []
  return {
    arrived(webhook) {
      if (waiting.length < WAITING_MAX) waiting.push(webhook)
    },
    async handleAll() {
      const failures: unknown[] = []
      for (;;) {
        const batch = waiting.length > 0 ? waiting.splice(0, AT_ONCE) : await webhooks.claim(clock(), AT_ONCE)
        failures.push(...(await Promise.all(batch.map(handle))).filter((failure) => failure !== undefined))
        if (batch.length === 0) break
      }
      if (failures.length > 0) throw failures[0]
    },
  }

  /** Answers what kept it from being handled. */
  async function handle({ id, raw }: StoredWebhook): Promise<unknown> {
    try {
      await webhooks.handled(id, await takeOver(raw, payments), clock())
      return undefined
    } catch (error) {
      await webhooks.failed(id, String(error), clock())
      return error
    }
  }
}

async function takeOver(raw: string, payments: Payments): Promise<string> {
  const webhook = readWebhook(raw)
  if (!webhook) return 'not understood'
  if (!UUID.test(webhook.charge.key)) return 'no order of ours'
  return (await payments.told(webhook.charge.key, chargeOf(webhook.charge))) ? 'handled' : 'no order of ours'
}
