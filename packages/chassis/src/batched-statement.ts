import { createHash } from 'node:crypto'
import { envelope, type Envelope, type EventMessage } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import type pg from 'pg'
import { batched, type Gate } from './batched.ts'
import { repeatedOnConflict } from './conflicts.ts'
import { currentRequest } from './request-context.ts'

/** One SQL statement that does the same for many callers: state and events together, or nothing. */
export interface StatementSpec<in Input> {
  /** What a caller gives, as columns of the table `given`, such as `id uuid, quantity int`. They are fields of the input; `n` is its position. */
  readonly columns: string
  /**
   * What is done: named queries (`name as (…)`) parted by commas. The last is called `done` and has a row for each input that had its effect,
   * with its `n` and what the caller is answered. Rows are locked in one order, or a deadlock costs a repeat.
   */
  readonly parts: string
  /** Inputs of one key never share a statement, which can change a row only once. */
  readonly key?: (input: Input) => string
  /** What only the statement knows of an event: a jsonb expression over `done`, laid over the event's data. */
  readonly eventData?: string
}

/** Answers the row of `done`, or undefined when this input had no effect: then its events are not stated either. */
export type Statement<Input, Output> = (input: Input, events?: readonly EventMessage[]) => Promise<Output | undefined>

interface Given<Input> {
  readonly input: Input
  readonly envelopes: readonly Envelope[]
}
interface Surroundings {
  readonly pool: pg.Pool
  readonly gate: Gate
  readonly service: string
  /** Called after a commit that left events. */
  readonly published: () => void
}

/** One round trip and one commit for all that call at the same time. */
export function batchedStatement<Input extends object, Output>(
  { columns, parts, key, eventData }: StatementSpec<Input>,
  { pool, gate, service, published }: Surroundings,
): Statement<Input, Output> {
  const quiet = named(textOf(columns, parts))
  const stating = named(textOf(columns, parts, envelopeWith(eventData)))

  async function run(inputs: readonly Given<Input>[]): Promise<readonly (Output | undefined)[]> {
    const rows = inputs.map(({ input }, n) => ({ ...input, n }))
    const events = inputs.flatMap(({ envelopes }, n) =>
      envelopes.map((stated) => ({ n, id: stated.id, envelope: stated })),
    )
    const states = events.length > 0
    const values = states ? [JSON.stringify(rows), JSON.stringify(events)] : [JSON.stringify(rows)]
    const done = await repeatedOnConflict(() =>
      pool.query<Output & { n: number }>({ ...(states ? stating : quiet), values }),
    )
    const outputs = new Array<Output | undefined>(inputs.length).fill(undefined)
    for (const row of done.rows) outputs[row.n] = row
    if (states && done.rows.length > 0) published()
    return outputs
  }

  const call = batched(run, { gate, key: key && (({ input }) => key(input)) })
  return (input, events = []) => {
    const traceparent = currentRequest()?.traceparent
    return call({ input, envelopes: events.map((stated) => envelope(stated, newId(), service, traceparent)) })
  }
}

const envelopeWith = (eventData: string | undefined) =>
  eventData === undefined ? 'e.envelope' : `jsonb_set(e.envelope, '{data}', (e.envelope -> 'data') || (${eventData}))`

function textOf(columns: string, parts: string, envelope?: string): string {
  const stated = `
    , stated as (
      insert into outbox (id, envelope)
      select e.id, ${envelope}
      from rows from (json_to_recordset($2::json) as (n int, id uuid, envelope jsonb)) with ordinality as e (n, id, envelope, position)
      join done using (n) order by e.position)`
  return `
    with given as materialized (select * from json_to_recordset($1::json) as given (n int, ${columns})),
    ${parts}${envelope === undefined ? '' : stated}
    select * from done`
}

/** Named, it is parsed and planned once a connection. */
const named = (text: string) => ({ text, name: createHash('sha1').update(text).digest('base64url') })
