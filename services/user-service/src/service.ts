import { defineService, InvalidConfig, ownDatabase } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { userApi } from '../contract/index.ts'
import { UserConfig } from './config.ts'
import { guestsLimit, REGISTRATIONS, WRONG_PASSWORDS } from './domain/network-limit.ts'
import { passwordGuard } from './http/password-guard.ts'
import { userRoutes } from './http/routes.ts'
import { sessionViewWith } from './http/session-view.ts'
import { passwords } from './passwords/passwords.ts'
import { addressStore } from './store/addresses.ts'
import { guestStore } from './store/guests.ts'
import { networkUse, sweepNetworkUse } from './store/network-use.ts'
import { profiles } from './store/profiles.ts'
import { registrations } from './store/registrations.ts'
import { sessionStore } from './store/sessions.ts'
import { signInAttempts } from './store/sign-in-attempts.ts'
import { signIns } from './store/sign-ins.ts'
import { signingKeyStore } from './store/signing-keys.ts'
import { sweepSessions } from './store/sweep.ts'
import type { UserTables } from './store/tables.ts'
import { keyRing } from './tokens/key-ring.ts'
import { sealWith } from './tokens/sealed.ts'

const HOUR_MS = 3_600_000
const KEYS_TURN_EVERY_MS = 60_000

/** Accounts, guests, sessions, addresses, roles; signs the access tokens of users. */
export const userService = defineService(
  {
    api: userApi,
    config: UserConfig,
    needs: {},
    database: ownDatabase<UserTables>(new URL('../migrations/', import.meta.url)),
  },
  async ({ config, database, serve, every, clock, log }) => {
    const { REFRESH_TOKEN_DAYS: refreshDays, KEY_ROTATION_HOURS, KEY_ENCRYPTION_SECRET } = config
    const keys = await keyRing(signingKeyStore(database), {
      seal: sealWith(KEY_ENCRYPTION_SECRET),
      rotateEveryMs: KEY_ROTATION_HOURS * HOUR_MS,
      clock,
    })
    const attempts = signInAttempts(database)
    const wrongPasswords = networkUse(database, WRONG_PASSWORDS)
    const checkedPasswords = passwords()
    const context = {
      serve,
      clock,
      keys,
      passwords: checkedPasswords,
      guarded: passwordGuard({ attempts, wrongPasswords, passwords: checkedPasswords, clock }),
      guests: guestStore(database, guestsLimit(config.GUESTS_PER_ADDRESS), refreshDays),
      registrations: registrations(database, refreshDays),
      registering: networkUse(database, REGISTRATIONS),
      signIns: signIns(database, refreshDays),
      sessions: sessionStore(database, refreshDays),
      profiles: profiles(database),
      addresses: addressStore(database),
      sessionView: sessionViewWith(keys),
    }
    userRoutes(context)
    every('signing-keys', KEYS_TURN_EVERY_MS, () => keys.turn())
    every('sessions-sweep', HOUR_MS, () => sweepSessions(database, clock()))
    every('attempts-sweep', HOUR_MS, async () => {
      await attempts.sweep(clock())
      await sweepNetworkUse(database, clock())
    })

    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config
    if ((email === undefined) !== (password === undefined))
      throw new InvalidConfig('invalid configuration\n  ADMIN_EMAIL and ADMIN_PASSWORD: give both or neither')
    if (email === undefined || password === undefined) return
    if (await context.registrations.hasAdmin()) return
    const admin = { email, passwordHash: await context.passwords.hash(password), name: undefined, language: undefined }
    const outcome = await context.registrations.makeFirstAdmin(newId(), admin, clock())
    if (outcome === 'email-taken') log.error('no admin was made: ADMIN_EMAIL belongs to an account that is none')
  },
)
