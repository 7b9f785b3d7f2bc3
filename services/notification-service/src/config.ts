import { Type, type Static } from 'typebox'

export const NotificationConfig = Type.Object({
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      secret: true,
      description: 'The mail server. Without it mails are kept in MAILBOX_DIR, to be read at /mailbox',
    }),
  ),
  MAILBOX_DIR: Type.Optional(
    Type.String({ minLength: 1, description: 'Folder of the mail box; required without SMTP_URL' }),
  ),
  MAIL_FROM: Type.String({
    format: 'email',
    maxLength: 254,
    default: 'shop@mall.example',
    description: 'Address that mails come from and are answered to',
  }),
  SHOP_NAME: Type.String({ minLength: 1, maxLength: 100, default: 'Mallhive', description: 'Name of the shop' }),
  SHOP_URL: Type.String({
    pattern: '^https?://',
    default: 'http://127.0.0.1:8000',
    description: 'Where shoppers reach the shop: links and pictures of mails lead there',
  }),
  SHOP_IMPRINT: Type.String({
    maxLength: 500,
    default: '',
    description: 'Who the shop is: company, address, tax number; stands below every mail',
  }),
  RETURN_DAYS: Type.Integer({
    minimum: 0,
    maximum: 365,
    default: 14,
    description: 'For how many days something can be sent back, as mails say; 0 says nothing',
  }),
  SEND_EVERY_MS: Type.Integer({
    minimum: 50,
    maximum: 600_000,
    default: 10_000,
    description: 'How often messages that another process has queued are looked for; our own are sent at once',
  }),
})
export type NotificationConfig = Static<typeof NotificationConfig>
