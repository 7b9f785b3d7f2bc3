import { createHmac, timingSafeEqual } from 'node:crypto'
import { WebhookEvent } from '@mallhive/sandbox-provider/contract'
import { Compile } from 'typebox/compile'

const TOLERANCE_SECONDS = 300
const webhookEvent = Compile(WebhookEvent)

/** Did the sandbox sign this body, not longer than five minutes ago? Compares in constant time. */
export function isSignedBySandbox(header: string, body: string, secret: string, now: Date): boolean {
  const parts = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/.exec(header)
  if (!parts) return false
  const [, time, given] = parts as unknown as [string, string, string]
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest()
  return timingSafeEqual(expected, Buffer.from(given, 'hex'))
}

/** Reads a webhook's body. Undefined when it is not one that we understand. */
export function readWebhook(raw: string): WebhookEvent | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return webhookEvent.Check(value) ? value : undefined
  } catch {
    // Not JSON: as little a webhook as any other text.
    return undefined
  }
}
