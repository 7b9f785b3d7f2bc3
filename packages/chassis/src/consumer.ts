import type { EventFactory, EventMessage } from '@mallhive/contract'
import type { Static, TSchema } from 'typebox'
import type { Publish, Tx } from './database.ts'

export interface Happened<Data> {
  /** The same each time the event is delivered. */
  readonly id: string
  readonly key: string
  readonly occurredAt: Date
  readonly data: Data
}

/** What a service does about an event of another. Exactly one of the four ways. Events of one key are handled in order, others at the same time. */
export interface Consumer<in out Tables, in out Data extends TSchema = TSchema> {
  /** Stays the same for ever: it is what the inbox remembers. Named like its file, `on-order-confirmed`. */
  readonly name: string
  readonly event: EventFactory<string, Data>
  /** One statement that records the event and has its effect, shared by events that are handled at the same time: exactly once, and the cheapest way. */
  readonly inStatement?: EffectStatement<Static<Data>>
  /** Runs in the transaction that records the event as handled: its effect happens exactly once. */
  readonly inTransaction?: (event: Happened<Static<Data>>, tx: Tx<Tables>, publish: Publish) => Promise<void>
  /** Runs outside of a transaction, perhaps more than once, when a crash comes between its effect and the record: it must be harmless when repeated. */
  readonly repeatable?: (event: Happened<Static<Data>>) => Promise<void>
  /** Only makes the service look for itself, which is harmless however often it happens: nothing is written down about it. */
  readonly hint?: (event: Happened<Static<Data>>) => Promise<void>
}

export interface EffectStatement<Data> {
  /** Of the table `given`, besides `n` and `event_id`; as in `database.batched`. */
  readonly columns: string
  /** Named queries over `given`, which holds only events that are handled for the first time. The last is `done`, with the `n` of those that had an effect. */
  readonly parts: string
  /** A jsonb expression over `done`, laid over the data of the events stated. */
  readonly eventData?: string
  /** The columns of `given` for this event. Undefined: nothing is to be done about it. */
  readonly given: (event: Happened<Data>) => object | undefined
  /** Facts that are stated if and only if the event had its effect. */
  readonly states?: (event: Happened<Data>) => readonly EventMessage[]
  /** Called after an effect was committed. Only a hint: a crash in between loses it. */
  readonly afterwards?: () => void
}

/** Declares a consumer with the types of its event. */
export const consumer = <Tables, Data extends TSchema>(declared: Consumer<Tables, Data>): Consumer<Tables> =>
  declared as unknown as Consumer<Tables>
