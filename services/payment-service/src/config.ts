import { Type, type Static } from 'typebox'

export const PaymentConfig = Type.Object({
  PAYMENT_PROVIDER: Type.Enum(['sandbox'], { default: 'sandbox', description: 'Who moves the money: sandbox' }),
  PROVIDER_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    maximum: 60_000,
    default: 5_000,
    description: 'How long the provider may take to answer before it is asked what happened',
  }),
  RESOLVE_EVERY_MS: Type.Integer({
    minimum: 50,
    maximum: 600_000,
    default: 5_000,
    description: 'How often payments are looked for whose outcome is not known',
  }),
  SANDBOX_WEBHOOK_SECRET: Type.Optional(
    Type.String({
      minLength: 16,
      secret: true,
      description: 'By which the provider signs its webhooks; without it none is believed',
    }),
  ),
})
export type PaymentConfig = Static<typeof PaymentConfig>
