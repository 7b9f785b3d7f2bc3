import { sandboxApi } from '@mallhive/sandbox-provider/contract'
import type { MallClient } from './mall.ts'
import { expected } from './services.ts'

/** What the payment provider's own ledger says of an order, in cents: nobody in the shop can talk it into anything. */
export async function chargedFor(mall: MallClient, adminToken: string, orderId: string) {
  const sandbox = mall.client(sandboxApi, adminToken)
  const { items } = expected(200, await sandbox.ledger({ query: { limit: 1_000 } }))
  const own = items.filter((movement) => movement.key.includes(orderId))
  const sum = (kind: string) =>
    own.filter((movement) => movement.kind === kind).reduce((total, movement) => total + movement.amount.amount, 0)
  return {
    captured: sum('capture'),
    refunded: sum('refund'),
    captures: own.filter((movement) => movement.kind === 'capture').length,
  }
}
