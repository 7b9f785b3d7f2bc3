import { envelope, type Envelope, type EventMessage } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { Kysely, PostgresDialect, sql, type Generated, type Transaction } from 'kysely'
import type { Around, StatementEffect } from './effects.ts'
import { batchedStatement, type Statement, type StatementSpec } from './batched-statement.ts'
import { repeatedOnConflict } from './conflicts.ts'
import { withNamedStatements } from './named-statements.ts'
import { openPool, openStatementPool } from './pool.ts'
import { currentRequest } from './request-context.ts'
import type { Logger } from './telemetry.ts'

/** Tables that the chassis keeps in every service's database. */
export interface ChassisTables {
  outbox: { seq: Generated<number>; id: string; envelope: unknown }
  inbox: { consumer: string; event_id: string; handled_at: Generated<Date> }
  parked_event: {
    consumer: string
    event_id: string
    key: string
    envelope: Envelope
    attempts: Generated<number>
    next_attempt_at: Date
    error: string
    dead: Generated<boolean>
    parked_at: Generated<Date>
  }
}

export type Tx<Tables> = Transaction<Tables & ChassisTables>
/** States facts as part of the transaction: they are sent if and only if it commits. */
export type Publish = (...events: readonly EventMessage[]) => void

// `in out`: without it the compiler measures the variance of all of Kysely, and gives up.
export interface Database<in out Tables = object> {
  /** Queries outside of a transaction. Inside one use its `tx`, never this. */
  readonly read: Kysely<Tables & ChassisTables>
  /**
   * Runs `work` in one transaction, with the events it states. A deadlock or a serialisation failure runs it again, so it must
   * have no other effects; and no network call, since locks are held.
   */
  transaction<R>(work: (tx: Tx<Tables>, publish: Publish) => Promise<R>): Promise<R>
  /** Declares a change, or a question, that many ask at once: those who come together share one statement, one round trip and one commit. */
  batched<Input extends object, Output>(spec: StatementSpec<Input>): Statement<Input, Output>
  /** Called after each commit that left events in the outbox. */
  onPublished(listener: () => void): void
  close(): Promise<void>
}

/** As many as take their turn at once. */
const STATEMENT_CONNECTIONS = 2

/** Opens a service's own database. Connections are made when first used. */
export function openDatabase<Tables>(
  url: string,
  options: {
    service: string
    poolMax: number
    log: Logger
    around?: Around | undefined
    statementMs?: number | undefined
  },
): Database<Tables> {
  const { service, around, log, statementMs } = options
  const statements: StatementEffect | undefined =
    around && ((name, run) => around({ service, kind: 'statement', name }, run))
  const pool = openPool(url, { name: service, max: options.poolMax, log, statementMs })
  const read = new Kysely<Tables & ChassisTables>({
    dialect: new PostgresDialect({ pool: withNamedStatements(pool, statements) }),
  })
  const batches = openStatementPool(url, { name: service, max: STATEMENT_CONNECTIONS, log, statementMs })
  const listeners: (() => void)[] = []
  const published = () => {
    for (const listener of listeners) listener()
  }

  async function once<R>(work: (tx: Tx<Tables>, publish: Publish) => Promise<R>): Promise<R> {
    const events: EventMessage[] = []
    const result = await read.transaction().execute(async (tx) => {
      const result = await work(tx, (...stated) => void events.push(...stated))
      // Last before the commit: rows of one thing are locked by then, so that its events stand in the order of its changes.
      await putInOutbox(tx, events, service)
      return result
    })
    if (events.length > 0) published()
    return result
  }

  return {
    read,
    transaction: (work) => repeatedOnConflict(() => once(work)),
    batched: (spec) => batchedStatement(spec, { pool: batches, service, around: statements, published }),
    onPublished: (listener) => void listeners.push(listener),
    // May be closed twice, as a service may be stopped twice; the pool itself minds.
    close: async () => void (await Promise.all([read.destroy(), batches.ended || batches.end()])),
  }
}

async function putInOutbox<T>(tx: Transaction<T>, events: readonly EventMessage[], source: string): Promise<void> {
  if (events.length === 0) return
  const traceparent = currentRequest()?.traceparent
  const envelopes = events.map((event) => envelope(event, newId(), source, traceparent))
  await sql`
    insert into outbox (id, envelope)
    select (value ->> 'id')::uuid, value from jsonb_array_elements(${JSON.stringify(envelopes)}::jsonb) with ordinality as stated (value, position)
    order by position`.execute(tx)
}
