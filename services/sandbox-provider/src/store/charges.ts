import type { Database, Tx } from '@mallhive/chassis'
import { newId, type Result } from '@mallhive/kernel'
import { sql, type Kysely } from 'kysely'
import type { ChargeRecord, ChargeRefusal, Decision, Kept, Movement } from '../domain/charge.ts'
import type { SandboxTables } from './tables.ts'

const REFUND_KEY_TAKEN = '23505'

export interface Charges {
  find(key: string): Promise<ChargeRecord | undefined>
  findById(id: string): Promise<ChargeRecord | undefined>
  /** Keys of second steps whose time is over. */
  expired(now: Date, limit: number): Promise<readonly string[]>
  /**
   * Shows `decide` what stands under the key, and saves its charge, movement and webhooks together or nothing. Decisions about one key
   * happen one after the other, also while there is no charge yet. Answers the charge as it then stands.
   */
  change(
    key: string,
    now: Date,
    decide: (kept: Kept) => Decision,
  ): Promise<Result<ChargeRecord | undefined, ChargeRefusal>>
}

/** Writes what is to be told of a change, in the transaction of the change. */
export type Announce = (tx: Tx<SandboxTables>, charge: ChargeRecord, now: Date) => Promise<void>

/** A change takes begin, lock, charge, bar, save, movement, webhook, commit: eight round trips, one more for a charge with refunds. */
export function postgresCharges(database: Database<SandboxTables>, announce: Announce): Charges {
  return {
    find: (key) => load(database.read, 'key', key),
    findById: (id) => load(database.read, 'id', id),
    async expired(now, limit) {
      const due = database.read.selectFrom('charge').select('key').where('state', '=', 'requires-action')
      const rows = await due.where('expires_at', '<=', now).orderBy('expires_at').limit(limit).execute()
      return rows.map(({ key }) => key)
    },
    async change(key, now, decide) {
      try {
        return await database.transaction((tx) => changeIn(tx, key, now, decide))
      } catch (error) {
        // The only unique value that a decision cannot see is a refund key of another charge.
        const { code, constraint } = error as { code?: string; constraint?: string }
        if (code === REFUND_KEY_TAKEN && constraint === 'movement_refund_key_key')
          return { ok: false, error: { code: 'charge.key_reused' } }
        throw error
      }
    },
  }

  async function changeIn(tx: Tx<SandboxTables>, key: string, now: Date, decide: (kept: Kept) => Decision) {
    // A lock on the key, not on a row: there may be none yet.
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx)
    const before = await load(tx, 'key', key)
    const bar = before ?? (await tx.selectFrom('barred_key').select('key').where('key', '=', key).executeTakeFirst())
    const decision = decide({ ...(before && { charge: before }), isBarred: !before && bar !== undefined })
    if (!decision.ok) return decision

    const { charge, movement, bar: barNow } = decision.value
    if (barNow)
      await tx
        .insertInto('barred_key')
        .values({ key, at: now })
        .onConflict((on) => on.doNothing())
        .execute()
    if (charge) await save(tx, charge)
    if (charge && movement) await record(tx, charge, movement, now)
    if (charge) await announce(tx, charge, now)
    return { ok: true, value: charge ?? before } as const
  }
}

async function load(
  from: Kysely<SandboxTables> | Tx<SandboxTables>,
  by: 'key' | 'id',
  value: string,
): Promise<ChargeRecord | undefined> {
  const db = from as Kysely<SandboxTables>
  const row = await db.selectFrom('charge').selectAll().where(by, '=', value).executeTakeFirst()
  if (!row) return undefined
  const refunds =
    row.refunded === 0
      ? []
      : await db
          .selectFrom('movement')
          .select(['refund_key', 'amount'])
          .where('charge_id', '=', row.id)
          .where('kind', '=', 'refund')
          .orderBy('seq')
          .execute()
  const { id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence, currency } = row
  return {
    ...{ id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence },
    amount: { amount: row.amount, currency },
    refunds: refunds.map(({ refund_key, amount }) => ({ key: refund_key!, amount: { amount, currency } })),
    ...(row.return_url !== null && { returnUrl: row.return_url }),
    ...(row.decline_code !== null && { declineCode: row.decline_code }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    createdAt: row.created_at,
  }
}

async function save(tx: Tx<SandboxTables>, charge: ChargeRecord): Promise<void> {
  const { id, key, token, brand, last4, behaviour, state, authorised, captured, refunded, sequence } = charge
  const changing = { state, authorised, captured, refunded, sequence, decline_code: charge.declineCode ?? null }
  await tx
    .insertInto('charge')
    .values({
      ...{ id, key, token, brand, last4, behaviour, ...changing },
      amount: charge.amount.amount,
      currency: charge.amount.currency,
      return_url: charge.returnUrl ?? null,
      expires_at: charge.expiresAt ?? null,
      created_at: charge.createdAt,
    })
    .onConflict((on) => on.column('id').doUpdateSet(changing))
    .execute()
}

async function record(tx: Tx<SandboxTables>, charge: ChargeRecord, movement: Movement, at: Date): Promise<void> {
  const { kind, amount, refundKey } = movement
  const { id, key } = charge
  await tx
    .insertInto('movement')
    .values({
      ...{ id: newId(), charge_id: id, key, kind, amount, at },
      currency: charge.amount.currency,
      refund_key: refundKey ?? null,
    })
    .execute()
}
