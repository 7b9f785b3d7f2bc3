import { defineService, ownDatabase } from '@mallhive/chassis'
import { sandboxApi } from '@mallhive/sandbox-provider/contract'
import { paymentApi } from '../contract/http.ts'
import { PaymentConfig } from './config.ts'
import { webhookHandling } from './handle-webhooks.ts'
import { paymentRoutes } from './http/routes.ts'
import { webhookRoutes } from './http/webhook-routes.ts'
import { payments as paymentsOf } from './payments.ts'
import { sandbox } from './provider/sandbox.ts'
import { postgresPayments } from './store/postgres.ts'
import type { PaymentTables } from './store/tables.ts'
import { postgresWebhooks } from './store/webhooks.ts'

/** Whoever keeps a webhook pokes: this finds only those that failed before, or whose process died. */
const WEBHOOKS_EVERY_MS = 5_000
const SWEEP_EVERY_MS = 3_600_000

/** Moves money for orders, by a provider behind a port. */
export const paymentService = defineService(
  {
    api: paymentApi,
    config: PaymentConfig,
    needs: { sandbox: sandboxApi },
    database: ownDatabase<PaymentTables>(new URL('../migrations/', import.meta.url)),
  },
  ({ config, database, clients, serve, every, clock }) => {
    const provider = sandbox(clients.sandbox, config.PROVIDER_TIMEOUT_MS)
    const resolveSoon = every('unresolved-payments', config.RESOLVE_EVERY_MS, () => payments.resolve())
    const payments = paymentsOf({ store: postgresPayments(database), provider, clock, resolveSoon })
    const webhooks = postgresWebhooks(database)

    const handling = webhookHandling(webhooks, payments, clock)
    const handleSoon = every('webhooks', WEBHOOKS_EVERY_MS, handling.handleAll)
    paymentRoutes({ serve, payments })
    webhookRoutes({
      ...{ serve, webhooks, clock, secret: config.SANDBOX_WEBHOOK_SECRET },
      arrived(webhook) {
        handling.arrived(webhook)
        handleSoon()
      },
    })

    every('webhook-sweep', SWEEP_EVERY_MS, () => webhooks.sweep(clock()))
  },
)
