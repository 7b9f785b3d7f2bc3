import { client } from '@mallhive/contract'
import type { Host } from '@mallhive/design-system/server'
import { sandboxApi } from '@mallhive/sandbox-provider/contract'
import { type CardValues, readExpiry } from '../form/card-form.ts'
import type { KeptCard } from '../form/kept-card.ts'

/**
 * Exchanges a card for a token at the payment provider, who is a stranger: it does not get the shopper's access token. The card goes
 * nowhere else.
 */
export async function cardToken(
  host: Host,
  { card, expiry, code, holder }: CardValues,
): Promise<KeptCard | 'refused' | 'away'> {
  const until = readExpiry(expiry)
  if (!until) return 'refused'
  try {
    const provider = client(sandboxApi, host.wire(sandboxApi.service))
    const body = { number: card, expiryMonth: until.month, expiryYear: until.year, code, name: holder }
    const reply = await provider.createToken({ body })
    if (reply.status === 201) return reply.body
    return reply.status < 500 ? 'refused' : 'away'
  } catch {
    return 'away' // The connection failed. The error may name the request, so it is not passed on.
  }
}
