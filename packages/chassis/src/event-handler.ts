import { AsyncLocalStorage } from 'node:async_hooks'
import type { Envelope } from '@mallhive/contract'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { gateOf } from './gate.ts'
import type { Consumer, EffectStatement, Happened } from './consumer.ts'
import type { Database } from './database.ts'
import { record, recorder } from './inbox-rows.ts'
import { withRequest } from './request-context.ts'

const HANDLING_TIMEOUT_MS = 30_000
/** Each holds a connection, which requests need too. */
const TRANSACTIONS_AT_ONCE = 4

export type Outcome = 'handled' | 'repeated'

/** A consumer at work: checks an event, has its effect and records it. */
export interface EventHandler {
  readonly consumer: string
  readonly type: string
  readonly handle: (envelope: Envelope) => Promise<Outcome>
}

type Effect = (event: Happened<Static<TSchema>>) => Promise<Outcome>

export function eventHandlers<Tables>(
  consumers: readonly Consumer<Tables>[],
  database: Database<Tables>,
): readonly EventHandler[] {
  const effectOf = effects(database)
  return consumers.map((consumer) => {
    const { type, spec } = consumer.event
    const check = Compile(spec.data)
    const effect = effectOf(consumer)
    return {
      consumer: consumer.name,
      type,
      async handle(envelope) {
        const { id, subject, time, data } = envelope
        if (!check.Check(data)) throw new TypeError(`${type} does not fit its description`)
        return inTrace(envelope, () => effect({ id, key: subject, occurredAt: new Date(time), data }))
      },
    }
  })
}

function effects<Tables>(database: Database<Tables>): (consumer: Consumer<Tables>) => Effect {
  const gate = gateOf(TRANSACTIONS_AT_ONCE)
  const note = recorder(database)

  return ({ name, inStatement, inTransaction, repeatable, hint }) => {
    const ways = [
      inStatement && statementEffect(name, inStatement, database, note),
      repeatable && repeatableEffect(name, repeatable, note),
      inTransaction && transactionEffect(name, inTransaction),
      hint && hintEffect(hint),
    ].filter((way) => way !== undefined)
    if (ways.length !== 1) throw new TypeError(`${name} must say what it does in exactly one way`)
    return ways[0]!
  }

  function transactionEffect(name: string, work: NonNullable<Consumer<Tables>['inTransaction']>): Effect {
    const once: Effect = (event) =>
      database.transaction(async (tx, publish) => {
        if (!(await record(tx, name, event.id))) return 'repeated'
        await work(event, tx, publish)
        return 'handled'
      })
    return (event) => {
      const ownContext = AsyncLocalStorage.snapshot()
      return new Promise((resolve, reject) => gate(() => ownContext(() => once(event).then(resolve, reject))))
    }
  }
}

type Note = ReturnType<typeof recorder>

const repeatableEffect =
  (name: string, work: NonNullable<Consumer<object>['repeatable']>, note: Note): Effect =>
  async (event) => {
    await work(event)
    await note(name, event.id)
    return 'handled'
  }

const hintEffect =
  (look: NonNullable<Consumer<object>['hint']>): Effect =>
  async (event) => {
    await look(event)
    return 'handled'
  }

function statementEffect<Tables>(
  name: string,
  { given, states, afterwards, ...spec }: EffectStatement<Static<TSchema>>,
  database: Database<Tables>,
  note: Note,
): Effect {
  const statement = database.batched<{ event_id: string }, object>({
    ...spec,
    consumer: name,
    // The same event twice in one statement would be given twice.
    key: ({ event_id }) => event_id,
  })
  return async (event) => {
    const input = given(event)
    if (!input) {
      await note(name, event.id)
      return 'handled'
    }
    const done = await statement({ ...input, event_id: event.id }, states?.(event))
    if (!done) return 'repeated'
    afterwards?.()
    return 'handled'
  }
}

function inTrace<T>(envelope: Envelope, work: () => Promise<T>): Promise<T> {
  const id = envelope.id.replaceAll('-', '')
  const traceparent = envelope.traceparent ?? `00-${id}-${id.slice(0, 16)}-01`
  return withRequest({ requestId: envelope.id, traceparent, deadline: Date.now() + HANDLING_TIMEOUT_MS }, work)
}
