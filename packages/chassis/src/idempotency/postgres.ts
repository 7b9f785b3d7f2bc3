import type { Answer } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { sql, type Kysely } from 'kysely'
import { KEPT_HOURS, LEASE_SECONDS, type IdempotencyStore } from './idempotency.ts'

interface Row {
  operation: string
  request_hash: string
  thing_id: string
  status: number | null
  reply: { body: unknown; headers?: Record<string, string> } | null
}

/** Two statements around a request that carries a key, one for a repeat. */
export function postgresIdempotency<T>(db: Kysely<T>): IdempotencyStore {
  return {
    async claim({ scope, key, operation, requestHash }) {
      const lease = sql`now() + make_interval(secs => ${LEASE_SECONDS})`
      const { rows: taken } = await sql<{ thing_id: string }>`
        insert into idempotency_key (scope, key, operation, request_hash, thing_id, lease_until)
        values (${scope}, ${key}, ${operation}, ${requestHash}, ${newId()}, ${lease})
        on conflict (scope, key) do update set lease_until = excluded.lease_until, status = null
        where idempotency_key.reply is null and idempotency_key.lease_until < now()
          and idempotency_key.operation = excluded.operation and idempotency_key.request_hash = excluded.request_hash
        returning thing_id`.execute(db)
      if (taken[0]) return { state: 'run', id: taken[0].thing_id }

      const { rows } =
        await sql<Row>`select operation, request_hash, thing_id, status, reply from idempotency_key where scope = ${scope} and key = ${key}`.execute(
          db,
        )
      const row = rows[0]
      if (!row) return { state: 'running' }
      if (row.operation !== operation || row.request_hash !== requestHash) return { state: 'reused' }
      return row.status !== null && row.reply
        ? { state: 'done', answer: { status: row.status, ...row.reply } }
        : { state: 'running' }
    },

    async finish({ scope, key }, id, { status, body, headers }: Answer, secret) {
      const reply = secret ? null : JSON.stringify({ body, headers })
      await sql`update idempotency_key set status = ${status}, reply = ${reply}::json, lease_until = now() where scope = ${scope} and key = ${key} and thing_id = ${id}`.execute(
        db,
      )
    },

    async abandon({ scope, key }) {
      await sql`update idempotency_key set lease_until = now() where scope = ${scope} and key = ${key} and status is null`.execute(
        db,
      )
    },

    async sweep() {
      await sql`delete from idempotency_key where created_at < now() - make_interval(hours => ${KEPT_HOURS})`.execute(
        db,
      )
    },
  }
}
