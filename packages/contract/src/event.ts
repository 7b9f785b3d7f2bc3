import { Type, type Static, type TSchema } from 'typebox'

export interface EventSpec<Name extends string = string, Data extends TSchema = TSchema> {
  /** `service.what-happened`, in the past tense. */
  readonly name: Name
  /** A version is for ever: what must change becomes the next version beside it. */
  readonly version: number
  readonly summary: string
  readonly data: Data
}

/** What a service states about itself; the outbox gives it an id, a source and the trace it happened in. */
export interface EventMessage<Data = unknown> {
  readonly name: string
  readonly version: number
  /** The id of the thing it is about: events of one key keep their order. */
  readonly key: string
  /** When the fact happened, RFC 3339. */
  readonly occurredAt: string
  readonly data: Data
}

/** CloudEvents 1.0, structured JSON: what goes over the bus. */
export const Envelope = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Type.String({ format: 'uuid' }),
  source: Type.String({ description: 'The service that states it' }),
  type: Type.String({ description: 'name.vVERSION' }),
  subject: Type.String({ description: 'The key' }),
  time: Type.String({ format: 'date-time' }),
  datacontenttype: Type.Literal('application/json'),
  traceparent: Type.Optional(Type.String({ description: 'W3C trace context' })),
  data: Type.Unknown(),
})
export type Envelope = Static<typeof Envelope>

export type EventFactory<Name extends string = string, Data extends TSchema = TSchema> = {
  (key: string, data: Static<Data>, occurredAt: Date): EventMessage<Static<Data>>
  readonly spec: EventSpec<Name, Data>
  readonly type: string
}

export const eventType = ({ name, version }: { name: string; version: number }): string => `${name}.v${version}`

/** Declares an event once: its schema, its documentation and the function that states it. */
export function event<const Name extends string, Data extends TSchema>(
  spec: EventSpec<Name, Data>,
): EventFactory<Name, Data> {
  const state = (key: string, data: Static<Data>, occurredAt: Date): EventMessage<Static<Data>> => ({
    name: spec.name,
    version: spec.version,
    key,
    occurredAt: occurredAt.toISOString(),
    data,
  })
  return Object.assign(state, { spec, type: eventType(spec) })
}

/** Wraps a stated fact for the journey. */
export function envelope(message: EventMessage, id: string, source: string, traceparent?: string): Envelope {
  return {
    specversion: '1.0',
    id,
    source,
    type: eventType(message),
    subject: message.key,
    time: message.occurredAt,
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    data: message.data,
  }
}
