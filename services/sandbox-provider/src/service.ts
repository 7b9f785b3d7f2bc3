import { defineService, InvalidConfig, ownDatabase } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { sandboxApi } from '../contract/http.ts'
import { SandboxConfig } from './config.ts'
import { expire } from './domain/charge.ts'
import { chargeRoutes, ledgerRoutes } from './http/routes.ts'
import { secondStepRoutes } from './http/second-step.ts'
import { postgresCharges } from './store/charges.ts'
import { announceTo, postgresDeliveries } from './store/deliveries.ts'
import { postgresLedger } from './store/ledger.ts'
import type { SandboxTables } from './store/tables.ts'
import { remembered } from './store/remembered.ts'
import { postgresTokens } from './store/tokens.ts'
import { deliverDue } from './webhooks/deliver.ts'
import { departing } from './webhooks/departing.ts'

/** Whoever makes a webhook pokes, and a late one has its timer: this finds only those of a process that died. */
const DELIVER_EVERY_MS = 10_000
const EXPIRE_EVERY_MS = 10_000
const EXPIRED_AT_ONCE = 100
const SWEEP_EVERY_MS = 3_600_000

/** A payment provider for tests and for a shop that has none yet: a party of its own, and the witness of what was charged. */
export const sandboxProvider = defineService(
  {
    api: sandboxApi,
    config: SandboxConfig,
    needs: {},
    database: ownDatabase<SandboxTables>(new URL('../migrations/', import.meta.url)),
  },
  ({ config, database, serve, every, clock }) => {
    const { PUBLIC_URL, WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_MISCHIEF, WEBHOOK_LATE_MS } = config
    if (url !== undefined && secret === undefined)
      throw new InvalidConfig('invalid configuration\n  WEBHOOK_SECRET: is required with WEBHOOK_URL')

    const seen = remembered()
    const tokens = postgresTokens(database, seen)
    const announce = url === undefined ? () => [] : announceTo(PUBLIC_URL, WEBHOOK_MISCHIEF, WEBHOOK_LATE_MS)
    const charges = postgresCharges(database, announce, seen)
    const announced = url === undefined || secret === undefined ? () => undefined : delivering({ url, secret, clock })

    const context = { serve, tokens, charges, ledger: postgresLedger(database), clock, config, announced }
    chargeRoutes(context)
    ledgerRoutes(context)
    secondStepRoutes(context)

    every('second-steps', EXPIRE_EVERY_MS, async () => {
      const now = clock()
      const keys = await charges.expired(now, EXPIRED_AT_ONCE)
      await Promise.all(keys.map((key) => charges.change(key, now, (kept) => expire(kept, now))))
      if (keys.length > 0) announced()
    })
    every('tokens', SWEEP_EVERY_MS, () => tokens.sweep(clock()))

    /** Answers what is to be called when there is a webhook to deliver. */
    function delivering(receiver: { url: string; secret: string; clock: Clock }): () => void {
      const deliveries = postgresDeliveries(database)
      const leave = every('webhooks', DELIVER_EVERY_MS, async () => {
        await deliverDue(deliveries, receiver)
        leaveAt(await deliveries.nextDue())
      })
      const leaveAt = departing(leave, DELIVER_EVERY_MS, clock)
      return leave
    }
  },
)
