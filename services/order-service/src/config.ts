import { Type, type Static } from 'typebox'

/** Settings of order-service, besides those that every service has. */
export const OrderConfig = Type.Object({
  SHOP_CURRENCY: Type.String({ pattern: '^[A-Z]{3}$', default: 'EUR', description: 'ISO 4217; all prices are in it' }),
  SHOP_COUNTRY: Type.String({
    pattern: '^[A-Z]{2}$',
    default: 'DE',
    description: 'ISO 3166-1; its tax counts until the delivery country is known',
  }),
  PRICES_INCLUDE_TAX: Type.Boolean({ default: true, description: 'true in Europe, false in the United States' }),
  SHIPPING_TABLE: Type.Optional(
    Type.String({ minLength: 1, description: 'JSON file of shipping methods; without it the table in the code' }),
  ),
  TAX_TABLE: Type.Optional(
    Type.String({ minLength: 1, description: 'JSON file of tax rates by country; without it the table in the code' }),
  ),
  ORDER_NUMBER_FORMAT: Type.String({
    pattern: '^[^{}]*\\{number\\}[^{}]*$',
    maxLength: 40,
    default: 'HD-{number}',
    description: 'What surrounds the number',
  }),
  ORDER_NUMBER_FIRST: Type.Integer({ minimum: 1, default: 1_001, description: 'The first number of a new shop' }),
  QUOTE_MINUTES: Type.Integer({ minimum: 1, maximum: 1_440, default: 30, description: 'How long a quote is kept' }),
  CANCEL_MINUTES: Type.Integer({
    minimum: 0,
    maximum: 10_080,
    default: 30,
    description: 'How long after confirmation the shopper may cancel',
  }),
  PAYMENT_MINUTES: Type.Integer({
    minimum: 1,
    maximum: 1_440,
    default: 60,
    description: 'How long a payment may wait for the shopper; the stock is held as long',
  }),
  PLACE_PATIENCE_MS: Type.Integer({
    minimum: 0,
    maximum: 60_000,
    default: 8_000,
    description: 'After this time an order that is still under way is answered with 202',
  }),
})
export type OrderConfig = Static<typeof OrderConfig>
