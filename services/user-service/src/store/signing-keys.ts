import type { Database, Tx } from '@mallhive/chassis'
import { sql } from 'kysely'
import { planRotation } from '../domain/key-rotation.ts'
import type { UserTables } from './tables.ts'
import type { PublicJwk } from '../tokens/key-ring.ts'

export interface StoredKey {
  readonly kid: string
  readonly publicJwk: PublicJwk
  readonly sealed: Buffer
  readonly signsFrom: Date
}
export interface SigningKeyStore {
  all(): Promise<StoredKey[]>
  /** Makes and forgets what is due. Of several processes one does it; all may ask. */
  rotate(now: Date, everyMs: number, make: (signsFrom: Date) => Promise<StoredKey>): Promise<void>
}

export function signingKeyStore(database: Database<UserTables>): SigningKeyStore {
  return {
    all: () => select(database.read),
    async rotate(now, everyMs, make) {
      const plan = planRotation(await select(database.read), now, everyMs)
      if (!plan.makeSigningFrom && plan.forget.length === 0) return
      // Made before the lock is taken; thrown away when another process was quicker.
      const made = plan.makeSigningFrom && (await make(plan.makeSigningFrom))
      await database.transaction(async (tx) => {
        await sql`lock table signing_key in share row exclusive mode`.execute(tx)
        const again = planRotation(await select(tx), now, everyMs)
        if (again.makeSigningFrom && made) await insert(tx, made)
        if (again.forget.length > 0) await tx.deleteFrom('signing_key').where('kid', 'in', again.forget).execute()
      })
    },
  }
}

async function select(db: Database<UserTables>['read']): Promise<StoredKey[]> {
  const rows = await db.selectFrom('signing_key').selectAll().execute()
  return rows.map((row) => ({
    kid: row.kid,
    publicJwk: row.public_jwk as unknown as PublicJwk,
    sealed: row.sealed,
    signsFrom: row.signs_from,
  }))
}

async function insert(tx: Tx<UserTables>, key: StoredKey): Promise<void> {
  await tx
    .insertInto('signing_key')
    .values({
      kid: key.kid,
      public_jwk: JSON.stringify(key.publicJwk),
      sealed: key.sealed,
      signs_from: key.signsFrom,
    })
    .execute()
}
