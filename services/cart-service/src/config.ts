import { Type, type Static } from 'typebox'

export const CartConfig = Type.Object({
  CART_STORE: Type.Union([Type.Literal('postgres'), Type.Literal('memory')], {
    default: 'postgres',
    description:
      'Where carts are kept: postgres, or memory (gone with the process, neither states nor hears events, needs no database)',
  }),
})
export type CartConfig = Static<typeof CartConfig>
