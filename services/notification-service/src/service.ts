import { alarm, defineService, InvalidConfig, ownDatabase } from '@mallhive/chassis'
import { notificationApi } from '../contract/http.ts'
import { NotificationConfig } from './config.ts'
import { onOrderCancelled } from './events/on-order-cancelled.ts'
import { onOrderConfirmed } from './events/on-order-confirmed.ts'
import { mailboxRoutes } from './http/mailbox-routes.ts'
import { messageRoutes } from './http/routes.ts'
import { sendDue } from './send.ts'
import { postgresMessages } from './store/messages.ts'
import type { NotificationTables } from './store/tables.ts'
import { mailbox } from './transport/mailbox.ts'
import { smtp } from './transport/smtp.ts'

const SWEEP_EVERY_MS = 3_600_000

/** Tells people what happened: by mail, each message once. */
export const notificationService = defineService(
  {
    api: notificationApi,
    config: NotificationConfig,
    needs: {},
    database: ownDatabase<NotificationTables>(new URL('../migrations/', import.meta.url)),
  },
  ({ config, database, serve, on, every, onStop, clock, log }) => {
    const { SMTP_URL, MAILBOX_DIR, MAIL_FROM, SHOP_NAME: name, SHOP_URL: url } = config
    if (!URL.canParse(url)) throw new InvalidConfig('invalid configuration\n  SHOP_URL: is not an address')
    const from = { name, address: MAIL_FROM }
    const box = SMTP_URL === undefined && MAILBOX_DIR !== undefined ? mailbox(MAILBOX_DIR, from) : undefined
    const transport = SMTP_URL === undefined ? box : smtp(SMTP_URL, from)
    if (!transport) throw new InvalidConfig('invalid configuration\n  MAILBOX_DIR: is required without SMTP_URL')

    const messages = postgresMessages(database)
    messageRoutes({ serve, messages })
    mailboxRoutes({ serve, box, shop: { name, url } })

    // One batch a run, so that a stopping process waits for few mails only.
    const pokeSender = every('send', config.SEND_EVERY_MS, async () => {
      const nextMs = await sendDue({ messages, transport, clock, log })
      if (nextMs === 0) pokeSender()
      else if (nextMs !== undefined) sendIn(nextMs)
    })
    const sendIn = alarm(pokeSender)
    const shop = { name, url, imprint: config.SHOP_IMPRINT, returnDays: config.RETURN_DAYS }
    on(onOrderConfirmed({ shop, clock, pokeSender }))
    on(onOrderCancelled({ shop, clock, pokeSender }))

    every('sweep', SWEEP_EVERY_MS, () => messages.sweep(clock()))
    onStop(() => transport.close())
  },
)
