import { Type, type Static } from 'typebox'

const Words = Type.String({ minLength: 1, maxLength: 500 })

/** What a merchant says about the shop itself: `shop.json` in the shop's folder. Pictures are files beside it. */
export const ShopSettings = Type.Object({
  name: Words,
  sentence: Words,
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  country: Type.String({ pattern: '^[A-Z]{2}$', default: 'DE' }),
  timeZone: Type.String({ default: 'Europe/Berlin' }),
  hero: Type.Optional(
    Type.Object({
      title: Words,
      text: Words,
      action: Words,
      product: Type.String({ description: 'Handle of the product it leads to' }),
      picture: Type.Object({ wide: Type.String(), tall: Type.String(), alt: Words }),
    }),
  ),
  /** Handles of categories for the rooms of the home page. */
  rooms: Type.Optional(Type.Array(Type.String(), { maxItems: 8 })),
  contact: Type.Optional(
    Type.Object({ email: Type.String(), phone: Type.Optional(Type.String()), hours: Type.Optional(Type.String()) }),
  ),
})
export type ShopSettings = Static<typeof ShopSettings>
