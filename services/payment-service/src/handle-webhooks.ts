import type { Clock } from '@mallhive/kernel'
import type { Payments } from './payments.ts'
import { chargeOf } from './provider/sandbox.ts'
import { readWebhook } from './provider/sandbox-webhook.ts'
import type { Webhooks } from './store/webhooks.ts'

const AT_ONCE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Takes over what the kept webhooks tell. Their order does not matter: of two pictures of a charge the newer one stands. */
export async function handleWebhooks(webhooks: Webhooks, payments: Payments, clock: Clock): Promise<void> {
  for (const { id, raw } of await webhooks.claim(clock(), AT_ONCE)) {
    try {
      await webhooks.handled(id, await handle(raw, payments), clock())
    } catch (error) {
      await webhooks.failed(id, String(error), clock())
      throw error
    }
  }
}

async function handle(raw: string, payments: Payments): Promise<string> {
  const webhook = readWebhook(raw)
  if (!webhook) return 'not understood'
  if (!UUID.test(webhook.charge.key)) return 'no order of ours'
  return (await payments.told(webhook.charge.key, chargeOf(webhook.charge))) ? 'handled' : 'no order of ours'
}
