import type { Answer } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { KEPT_HOURS, LEASE_SECONDS, nameOf, type IdempotencyStore, type Use } from './idempotency.ts'

interface Row {
  operation: string
  request_hash: string
  status: number | null
  reply: { body: unknown; headers?: Record<string, string> } | null
}

const KEY_COLUMNS = 'scope text, key text, operation text, request_hash text'
const takeAs = (id: string) => `
      insert into idempotency_key (scope, key, operation, request_hash, thing_id, lease_until)
      select scope, key, operation, request_hash, ${id}, now() + make_interval(secs => ${LEASE_SECONDS}) from given order by scope, key`

/**
 * For a handler's first write, when it is a batched statement: with these columns and this query it takes the key in the same statement. What
 * it makes is the `id` that is given; only rows whose key nobody had taken are in `keyed`. Two of one key never share a statement.
 */
export const takenKeys = {
  columns: KEY_COLUMNS,
  part: `
    keyed as (${takeAs('id')}
      on conflict (scope, key) do nothing returning thing_id as id)`,
  nameOf,
  rowOf: ({ scope, key, operation, requestHash }: Use) => ({ scope, key, operation, request_hash: requestHash }),
}

/** The usual way: two statements around a request that carries a key, each shared with whoever comes at the same time; two for a repeat. */
export function postgresIdempotency({ read, batched }: Pick<Database, 'read' | 'batched'>): IdempotencyStore {
  const ofOneKey = { key: nameOf }

  const take = batched<Use & { request_hash: string; thing_id: string }, { thing_id: string }>({
    ...ofOneKey,
    columns: `${KEY_COLUMNS}, thing_id uuid`,
    parts: `
      taken as (${takeAs('thing_id')}
        on conflict (scope, key) do update set lease_until = excluded.lease_until, status = null
        where idempotency_key.reply is null and idempotency_key.lease_until < now()
          and idempotency_key.operation = excluded.operation and idempotency_key.request_hash = excluded.request_hash
        returning scope, key, thing_id),
      done as (select n, taken.thing_id from taken join given using (scope, key))`,
  })
  const settle = batched<{ scope: string; key: string; thing_id: string; status: number; reply: unknown }, object>({
    ...ofOneKey,
    columns: 'scope text, key text, thing_id uuid, status int, reply json',
    parts: `
      done as (
        update idempotency_key kept set status = given.status, reply = given.reply, lease_until = now() from given
        where kept.scope = given.scope and kept.key = given.key and kept.thing_id = given.thing_id returning n)`,
  })

  return {
    async claim(use) {
      const { scope, key, operation, requestHash } = use
      const taken = await take({ ...use, request_hash: requestHash, thing_id: newId() })
      if (taken) return { state: 'run', id: taken.thing_id }
      const { rows } =
        await sql<Row>`select operation, request_hash, status, reply from idempotency_key where scope = ${scope} and key = ${key}`.execute(
          read,
        )
      const row = rows[0]
      if (!row) return { state: 'running' }
      if (row.operation !== operation || row.request_hash !== requestHash) return { state: 'reused' }
      return row.status !== null && row.reply
        ? { state: 'done', answer: { status: row.status, ...row.reply } }
        : { state: 'running' }
    },
    async finish({ scope, key }, id, { status, body, headers }: Answer, secret) {
      await settle({ scope, key, thing_id: id, status, reply: secret ? null : { body, headers } })
    },
    async abandon({ scope, key }, id) {
      await sql`
        update idempotency_key set lease_until = now()
        where scope = ${scope} and key = ${key} and thing_id = ${id} and status is null`.execute(read)
    },
    async sweep() {
      await sql`delete from idempotency_key where created_at < now() - make_interval(hours => ${KEPT_HOURS})`.execute(
        read,
      )
    },
  }
}
