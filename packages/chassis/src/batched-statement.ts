import { envelope, type Envelope, type EventMessage } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import pg from 'pg'
import { batched } from './batched.ts'
import { repeatedOnConflict } from './conflicts.ts'
import { statementName, type StatementEffect } from './effects.ts'
import { statementTurn } from './gate.ts'
import { preparedName } from './named-statements.ts'
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
  /** What only the statement knows of an event: a jsonb expression over `done` and the event as it was stated, `e.envelope`; laid over the event's data. */
  readonly eventData?: string
  /**
   * The consumer whose effect it is: inputs have an `event_id` too, and only those whose event is new in the inbox, where it is recorded in the
   * same statement, are `given`.
   */
  readonly consumer?: string
}

/** Answers the row of `done`, or undefined when this input had no effect: then its events are not stated either. */
export type Statement<Input, Output> = (input: Input, events?: readonly EventMessage[]) => Promise<Output | undefined>

interface Given<Input> {
  readonly input: Input
  readonly envelopes: readonly Envelope[]
}
interface Surroundings {
  readonly pool: pg.Pool
  readonly service: string
  readonly around: StatementEffect | undefined
  /** Called after a commit that left events. */
  readonly published: () => void
}

/** One round trip and one commit for all that call at the same time. */
export function batchedStatement<Input extends object, Output>(
  { columns, parts, key, eventData, consumer }: StatementSpec<Input>,
  { pool, service, around, published }: Surroundings,
): Statement<Input, Output> {
  const given = consumer === undefined ? givenOf(columns) : newOf(columns, consumer)
  const quiet = named(textOf(given, parts))
  const effectName = statementName(parts)
  const stating = named(textOf(given, parts, envelopeWith(eventData)))

  async function run(inputs: readonly Given<Input>[]): Promise<readonly (Output | undefined)[]> {
    const rows = inputs.map(({ input }, n) => ({ ...input, n }))
    const events = inputs.flatMap(({ envelopes }, n) =>
      envelopes.map((stated) => ({ n, id: stated.id, envelope: stated })),
    )
    const states = events.length > 0
    const values = states ? [JSON.stringify(rows), JSON.stringify(events)] : [JSON.stringify(rows)]
    const statement = { ...(states ? stating : quiet), values }
    const send = () => pool.query<Output & { n: number }>(statement)
    const done = await repeatedOnConflict(() => (around ? around(effectName, send) : send()))
    const outputs = new Array<Output | undefined>(inputs.length).fill(undefined)
    for (const row of done.rows) outputs[row.n] = row
    if (states && done.rows.length > 0) published()
    return outputs
  }

  const call = batched(run, { gate: statementTurn, key: key && (({ input }) => key(input)) })
  return (input, events = []) => {
    const traceparent = currentRequest()?.traceparent
    return call({ input, envelopes: events.map((stated) => envelope(stated, newId(), service, traceparent)) })
  }
}

const envelopeWith = (eventData: string | undefined) =>
  eventData === undefined ? 'e.envelope' : `jsonb_set(e.envelope, '{data}', (e.envelope -> 'data') || (${eventData}))`

const rowsOf = (columns: string) => `json_to_recordset($1::json) as given (n int, ${columns})`
const givenOf = (columns: string) => `given as materialized (select * from ${rowsOf(columns)})`

/** Who comes while another statement records the same event waits for it, and is not given then. */
const newOf = (columns: string, consumer: string) => `
    recorded as (
      insert into inbox (consumer, event_id)
      select ${pg.escapeLiteral(consumer)}, event_id from ${rowsOf(`event_id uuid, ${columns}`)} order by event_id
      on conflict do nothing returning event_id),
    given as materialized (select given.* from ${rowsOf(`event_id uuid, ${columns}`)} join recorded using (event_id))`

function textOf(given: string, parts: string, envelope?: string): string {
  const stated = `
    , stated as (
      insert into outbox (id, envelope)
      select e.id, ${envelope}
      from rows from (json_to_recordset($2::json) as (n int, id uuid, envelope jsonb)) with ordinality as e (n, id, envelope, position)
      join done using (n) order by e.position)`
  return `
    with ${given},
    ${parts}${envelope === undefined ? '' : stated}
    select * from done`
}

/** Named, it is parsed and planned once a connection. */
const named = (text: string) => ({ text, name: preparedName(text) })
