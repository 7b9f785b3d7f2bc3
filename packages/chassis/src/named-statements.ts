import { createHash } from 'node:crypto'
import type { PostgresPool } from 'kysely'
import type pg from 'pg'
import { isSilence } from './pool.ts'
import { statementName, type StatementEffect } from './effects.ts'

/** Each connection keeps the plan of each statement: enough for all that a service says, bounded for what it makes up. */
const STATEMENTS_MAX = 1_000

/** Under this name PostgreSQL keeps the plan of a statement. */
export const preparedName = (text: string): string => createHash('sha1').update(text).digest('base64url')

/**
 * Gives every statement a name, so that PostgreSQL parses and plans it once a connection instead of at every call: for statements with
 * several joins that is most of their cost. Kysely itself sends them unnamed.
 */
export function withNamedStatements(pool: pg.Pool, around?: StatementEffect): PostgresPool {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= STATEMENTS_MAX) return known
    const name = preparedName(text)
    names.set(text, name)
    return name
  }
  const named = (client: pg.PoolClient) => {
    let silence: Error | undefined
    const notice = (error: Error) => {
      if (isSilence(error)) silence = error
      throw error
    }
    return {
      query(text: unknown, values: unknown[] = []) {
        // The end of its transaction would wait as long again.
        if (silence) throw silence
        // A statement without parameters may be several in one, as migrations are: those cannot be prepared.
        const name = typeof text === 'string' && values.length > 0 ? nameOf(text) : undefined
        const send = () =>
          name === undefined
            ? client.query(text as string, values)
            : client.query({ text: text as string, values, name })
        return (around ? around(statementName(text as string), send) : send()).catch(notice)
      },
      release: (destroy?: boolean) => client.release(destroy || silence !== undefined),
    }
  }
  return { connect: async () => named(await pool.connect()), end: () => pool.end() } as unknown as PostgresPool
}
