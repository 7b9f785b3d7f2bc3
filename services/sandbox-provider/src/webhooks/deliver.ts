import { createHmac } from 'node:crypto'
import type { Clock } from '@mallhive/kernel'
import type { Deliveries, Delivery } from '../store/deliveries.ts'

const AT_ONCE = 20
const TIMEOUT_MS = 5_000
const LEASE_SECONDS = 120

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, made when it is sent, so that a late delivery is not an old one. */
export function signature(body: string, secret: string, at: Date): string {
  const time = Math.floor(at.getTime() / 1000)
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}

/** Posts what is due, one after the other, and keeps what was not answered with 2xx for another time. */
export async function deliverDue(
  deliveries: Deliveries,
  { url, secret, clock }: { url: string; secret: string; clock: Clock },
): Promise<void> {
  for (const delivery of await deliveries.claim(clock(), AT_ONCE, LEASE_SECONDS)) {
    const error = await post(delivery, url, signature(delivery.body, secret, clock()))
    if (error === undefined) await deliveries.done(delivery)
    else await deliveries.failed(delivery, error, clock())
  }
}

async function post({ body }: Delivery, url: string, signed: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sandbox-signature': signed },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.ok ? undefined : `answered ${response.status}`
  } catch (error) {
    // Whatever kept it from arriving, it is sent again.
    return (error as Error).message
  }
}
