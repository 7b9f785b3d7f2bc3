import { DeadlineExceeded, Unavailable } from '@mallhive/chassis'
import type { Client, Problem } from '@mallhive/contract'
import type { Charge, sandboxApi } from '@mallhive/sandbox-provider/contract'
import type { ProviderCharge } from '../domain/charge.ts'
import type { Outcome, PaymentProvider } from './payment-provider.ts'

type Sandbox = Pick<
  Client<typeof sandboxApi>,
  'createCharge' | 'captureCharge' | 'voidCharge' | 'refundCharge' | 'getCharge'
>
type Reply = { readonly status: number; readonly body: Charge | Problem | undefined }

/** The sandbox provider behind our port. */
export function sandbox(client: Sandbox, timeoutMs: number): PaymentProvider {
  return {
    authorise: (key, { amount, token, returnUrl }) =>
      ask(() => client.createCharge({ body: { key, amount, token, ...(returnUrl !== undefined && { returnUrl }) } })),
    capture: (key) => ask(() => client.captureCharge({ params: { key } })),
    void: (key) => ask(() => client.voidCharge({ params: { key } })),
    refund: (key, refundKey, amount) =>
      ask(() => client.refundCharge({ params: { key }, body: { refundKey, amount } })),
    find: (key) => ask(() => client.getCharge({ params: { key } })),
  }

  async function ask(call: () => Promise<Reply>): Promise<Outcome> {
    try {
      return outcomeOf(await withinTime(call(), timeoutMs))
    } catch (error) {
      if (error instanceof Unavailable || error instanceof DeadlineExceeded)
        return { kind: 'unknown', because: error.message }
      throw error
    }
  }
}

/** Brings the sandbox's picture of a charge into our words. */
export const chargeOf = (charge: Charge): ProviderCharge => ({
  id: charge.id,
  sequence: charge.sequence,
  state: charge.state,
  amount: charge.amount,
  captured: charge.captured.amount,
  refunds: charge.refunds.map(({ key, amount }) => ({ key, amount: amount.amount })),
  card: { brand: charge.brand, last4: charge.last4 },
  ...(charge.nextAction && { actionUrl: charge.nextAction.url }),
  ...(charge.declineCode !== undefined && { declineCode: charge.declineCode }),
})

function outcomeOf({ status, body }: Reply): Outcome {
  if (status === 200) return { kind: 'charge', charge: chargeOf(body as Charge) }
  if (status === 204) return { kind: 'barred' }
  const { code } = body as Problem
  if (code === 'charge.not_found') return { kind: 'nothing' }
  if (code === 'charge.voided') return { kind: 'barred' }
  if (/^(charge|card)\./.test(code)) return { kind: 'refused', code }
  // Who we are, or how we ask, is wrong: that says nothing about the charge.
  return { kind: 'unknown', because: `the sandbox answered ${code}` }
}

/** The provider may take less time than the whole request: some must be left to ask what happened. */
async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
