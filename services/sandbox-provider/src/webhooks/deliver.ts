import { createHmac } from 'node:crypto'
import type { Clock } from '@mallhive/kernel'
import type { Deliveries, Delivery } from '../store/deliveries.ts'
import { post } from './post.ts'

const CLAIMED_AT_ONCE = 64
const POSTED_AT_ONCE = 16
/** Longer than all that is claimed at once can take, four rounds of five seconds. */
const LEASE_SECONDS = 120

interface Receiver {
  readonly url: string
  readonly secret: string
  readonly clock: Clock
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, made when it is sent, so that a late delivery is not an old one. */
export function signature(body: string, secret: string, at: Date): string {
  const time = Math.floor(at.getTime() / 1000)
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}

/**
 * Posts all that is due, some at once, and keeps what was not answered with 2xx for another time. A round of up to 64 takes one statement
 * to claim them, and few to strike off those that arrived at about the same time.
 */
export async function deliverDue(deliveries: Deliveries, receiver: Receiver): Promise<void> {
  for (;;) {
    const claimed = await deliveries.claim(receiver.clock(), CLAIMED_AT_ONCE, LEASE_SECONDS)
    const waiting = claimed.values()
    const lane = async () => {
      for (const delivery of waiting) await deliver(deliveries, delivery, receiver)
    }
    await Promise.all(Array.from({ length: Math.min(POSTED_AT_ONCE, claimed.length) }, lane))
    if (claimed.length < CLAIMED_AT_ONCE) return
  }
}

async function deliver(deliveries: Deliveries, delivery: Delivery, { url, secret, clock }: Receiver): Promise<void> {
  const error = await tell(url, delivery.body, signature(delivery.body, secret, clock()))
  if (error === undefined) await deliveries.done(delivery)
  else await deliveries.failed(delivery, error, clock())
}

async function tell(url: string, body: string, signed: string): Promise<string | undefined> {
  try {
    const status = await post(url, body, { 'sandbox-signature': signed })
    return status >= 200 && status < 300 ? undefined : `answered ${status}`
  } catch (error) {
    // Whatever kept it from arriving, it is sent again.
    return (error as Error).message
  }
}
