import { Email, event, Id, Instant, Language } from '@mallhive/contract'
import { Type } from 'typebox'

export const userRegistered = event({
  name: 'user.registered',
  version: 1,
  summary: 'An account was made (carries an e-mail address)',
  data: Type.Object({
    userId: Id,
    email: Email,
    name: Type.Optional(Type.String()),
    language: Type.Optional(Language),
  }),
})
export const userUpdated = event({
  name: 'user.updated',
  version: 1,
  summary: 'A profile has changed (carries an e-mail address)',
  data: Type.Object({
    userId: Id,
    email: Type.Optional(Email),
    name: Type.Optional(Type.String()),
    language: Type.Optional(Language),
  }),
})
/** Keyed by the guest: their cart goes to the user, once. */
export const guestSignedIn = event({
  name: 'user.guest-signed-in',
  version: 1,
  summary: 'A guest signed in to an account that existed before',
  data: Type.Object({ guestId: Id, userId: Id }),
})
/** Every service refuses the access tokens of these sessions until they have expired by themselves. */
export const sessionRevoked = event({
  name: 'session.revoked',
  version: 1,
  summary: 'A session has ended before its time',
  data: Type.Object({ sessionId: Id, userId: Id, tokensExpireAt: Instant }),
})
