import type { Database } from '@mallhive/chassis'
import type { Result } from '@mallhive/kernel'
import type { ChargeRecord, ChargeRefusal, Decision, Kept } from '../domain/charge.ts'
import { chargeLoader } from './load-charge.ts'
import { remembered } from './remembered.ts'
import { chargeSaver, type Announce } from './save-charge.ts'
import type { SandboxTables } from './tables.ts'

const UNIQUE_VIOLATION = '23505'

export interface Charges {
  find(key: string): Promise<ChargeRecord | undefined>
  findById(id: string): Promise<ChargeRecord | undefined>
  /** Keys of second steps whose time is over. */
  expired(now: Date, limit: number): Promise<readonly string[]>
  /**
   * Shows `decide` what stands under the key, and the card of the token if there is one, and saves its charge, movement and webhooks
   * together or nothing. Decisions about one key happen one after the other, also while there is no charge yet. `decide` may run more than
   * once: it must have no other effects. Answers the charge as it then stands.
   */
  change(
    key: string,
    now: Date,
    decide: (kept: Kept) => Decision,
    token?: string,
  ): Promise<Result<ChargeRecord | undefined, ChargeRefusal>>
}

/**
 * A change takes one statement, shared by all that come at once: what is decided is written if what was seen last still stands. Where that is
 * not so, or nothing was seen or nothing is to be written, what stands is read first: two statements.
 */
export function postgresCharges(database: Database<SandboxTables>, announce: Announce, seen = remembered()): Charges {
  const load = chargeLoader(database)
  const save = chargeSaver(database, announce)
  return {
    find: async (key) => (await load.kept(key)).charge,
    findById: load.byId,
    async expired(now, limit) {
      const due = database.read.selectFrom('charge').select('key').where('state', '=', 'requires-action')
      const rows = await due.where('expires_at', '<=', now).orderBy('expires_at').limit(limit).execute()
      return rows.map(({ key }) => key)
    },
    async change(key, now, decide, token) {
      try {
        const guessed = seen.kept(key, token)
        const guess = guessed && decide(guessed)
        if (guess?.ok && guess.value.charge && (await save(key, guess.value, now))) return saved(guess.value.charge)
        for (;;) {
          const kept = await load.kept(key, token)
          const decision = decide(kept)
          if (!decision.ok) return decision
          const { charge, bar } = decision.value
          const isNothing = !charge && (!bar || kept.isBarred)
          if (isNothing || (await save(key, decision.value, now))) return saved(charge ?? kept.charge)
        }
      } catch (error) {
        if (isRefundKeyTaken(error)) return { ok: false, error: { code: 'charge.key_reused' } }
        throw error
      }
    },
  }

  function saved(charge: ChargeRecord | undefined): Result<ChargeRecord | undefined, never> {
    if (charge) seen.charge(charge)
    return { ok: true, value: charge }
  }
}

/** The only unique value that a decision cannot see is a refund key of another charge. */
function isRefundKeyTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === UNIQUE_VIOLATION && constraint === 'movement_refund_key_key'
}
