import { Type, type Static } from 'typebox'

/** What this service needs besides the settings that every service has. */
export const ProductConfig = Type.Object({
  SHOP_CURRENCY: Type.String({
    pattern: '^[A-Z]{3}$',
    default: 'EUR',
    description: 'The currency of all prices; not to be changed once there are products',
  }),
  IMPORT_DIR: Type.String({
    default: './data/imports',
    minLength: 1,
    description: 'Folder for uploaded files until they are imported; all processes of this service must see it',
  }),
  MEDIA_DIR: Type.String({
    default: './data/media',
    minLength: 1,
    description: 'Folder for the shop’s own pictures; all processes of this service must see it',
  }),
  PICTURE_FOLDER: Type.Optional(
    Type.String({ minLength: 1, description: 'Folder of pictures that imports may name by relative paths' }),
  ),
  ANSWERS_BYTES_MAX: Type.Integer({
    minimum: 1,
    maximum: 4_294_967_296,
    default: 33_554_432,
    description: 'Memory for answers about the catalogue that are kept until it changes, in bytes',
  }),
  HOLD_SWEEP_MS: Type.Integer({
    minimum: 100,
    maximum: 600_000,
    default: 5_000,
    description: 'How often stock is freed that orders held past their time',
  }),
})
export type ProductConfig = Static<typeof ProductConfig>
