import { Password } from '../contract/index.ts'
import { Type, type Static } from 'typebox'

export const UserConfig = Type.Object({
  KEY_ENCRYPTION_SECRET: Type.String({
    minLength: 32,
    secret: true,
    description: 'At least 32 random characters; the private keys of the access tokens are stored encrypted with it',
  }),
  KEY_ROTATION_HOURS: Type.Integer({
    minimum: 2,
    maximum: 8_760,
    default: 720,
    description: 'How long one key signs before the next does',
  }),
  REFRESH_TOKEN_DAYS: Type.Integer({
    minimum: 1,
    maximum: 180,
    default: 30,
    description: 'A session that nobody used for so long has ended',
  }),
  GUESTS_PER_ADDRESS: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 600,
    description: 'Guests made from one network address in an hour; where a crowd shares one, allow more',
  }),
  ADMIN_EMAIL: Type.Optional(
    Type.String({ format: 'email', description: 'Makes this admin at start when the shop has none' }),
  ),
  ADMIN_PASSWORD: Type.Optional({ ...Password, secret: true, description: 'The password of that admin' }),
})
export type UserConfig = Static<typeof UserConfig>
