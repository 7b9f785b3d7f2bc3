import type { TestContext } from 'node:test'
import pg from 'pg'

export interface Statement {
  /** In one line. */
  readonly text: string
  /** Who sent it, as the server knows its connection. */
  readonly service: string
}

export interface Statements {
  /** From the beginning, and growing. */
  readonly sent: readonly Statement[]
  /** What is sent while this runs. */
  during(work: () => Promise<unknown>): Promise<readonly Statement[]>
}

/** What this process sends to PostgreSQL from here to the end of the test, over any connection: each is a round trip, and outside of a transaction a commit. */
export function watchStatements(t: TestContext): Statements {
  const sent: Statement[] = []
  const { query } = pg.Client.prototype
  t.mock.method(pg.Client.prototype, 'query', function (this: pg.Client, ...given: unknown[]) {
    const asked = given[0] as string | { text?: string }
    const text = typeof asked === 'string' ? asked : (asked.text ?? '')
    const { application_name: service = '' } = (
      this as unknown as { connectionParameters: { application_name?: string } }
    ).connectionParameters
    sent.push({ text: text.trim().replaceAll(/\s+/g, ' '), service })
    return Reflect.apply(query, this, given) as unknown
  })
  return {
    sent,
    async during(work) {
      const before = sent.length
      await work()
      return sent.slice(before)
    },
  }
}
