import { createHash } from 'node:crypto'
import type { PostgresPool } from 'kysely'
import type pg from 'pg'
import { isStalePlan } from './conflicts.ts'
import { isSilence } from './pool.ts'
import { statementName, type StatementEffect } from './effects.ts'

/** Each connection keeps the plan of each statement: enough for all that a service says, bounded for what it makes up. */
const STATEMENTS_MAX = 1_000
const [BEGINS, ENDS] = [/^(begin|start transaction)/, /^(commit|rollback)$/]

/** Under this name PostgreSQL keeps the plan of a statement. */
export const preparedName = (text: string): string => createHash('sha1').update(text).digest('base64url')

/**
 * Gives every statement a name, so that PostgreSQL parses and plans it once a connection instead of at every call: for statements with
 * several joins that is most of their cost. Kysely itself sends them unnamed. When a migration has added a column to what a statement answers,
 * PostgreSQL refuses the plan that it keeps: it is prepared anew. A transaction that met such a plan is over, and is for its owner to do again.
 */
export function withNamedStatements(pool: pg.Pool, around?: StatementEffect): PostgresPool {
  const names = statementNames()
  const named = (client: pg.PoolClient) => {
    let silence: Error | undefined
    let isInTransaction = false
    const notice = (error: Error) => {
      if (isSilence(error)) silence = error
      throw error
    }
    const send = (text: string, values: unknown[], name: string | undefined) =>
      name === undefined ? client.query(text, values) : client.query({ text, values, name })
    const sendPrepared = (text: string, values: unknown[]) => {
      const name = names.of(text)
      return send(text, values, name).catch((error: unknown) => {
        if (!isStalePlan(error)) throw error
        names.renew(text, name)
        if (isInTransaction) throw error
        return send(text, values, names.of(text))
      })
    }
    return {
      query(text: string, values: unknown[] = []) {
        // The end of its transaction would wait as long again.
        if (silence) throw silence
        // From when it is asked to begin until it is known to have ended.
        isInTransaction ||= BEGINS.test(text)
        // A statement without parameters may be several in one, as migrations are: those cannot be prepared.
        const run = () => (values.length > 0 ? sendPrepared(text, values) : client.query(text, values))
        return (around ? around(statementName(text), run) : run()).then((result) => {
          isInTransaction &&= !ENDS.test(text)
          return result
        }, notice)
      },
      // Who came next would work in a transaction that nobody commits.
      release: (destroy?: boolean) => client.release(destroy || isInTransaction || silence !== undefined),
    }
  }
  return { connect: async () => named(await pool.connect()), end: () => pool.end() } as unknown as PostgresPool
}

/** The names of statements by their texts, for all connections of a pool. */
function statementNames() {
  const names = new Map<string, string>()
  let generation = 0
  const of = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= STATEMENTS_MAX) return known
    const name = preparedName(`${text}${generation || ''}`)
    names.set(text, name)
    return name
  }
  return {
    of,
    /** After a migration all are named anew: what else it has changed does not undo the same transaction time and again. Once for all who notice. */
    renew(text: string, stale: string | undefined): void {
      if (names.get(text) !== stale) return
      generation += 1
      names.clear()
    },
  }
}
