import type { Bus } from './bus/bus.ts'

/** Something that outlives this process's memory, or asks others to do so: between any two of these a process may die. */
export interface Effect {
  readonly service: string
  readonly kind: 'statement' | 'call' | 'publish' | 'delivery'
  /** The beginning of a statement, an operation, or types of events. */
  readonly name: string
}
/** Stands around every effect of a service. Tests put troubles in here: all effects pass through, whoever writes them. */
export type Around = <R>(effect: Effect, run: () => Promise<R>) => Promise<R>

/** The same for the statements of one service. */
export type StatementEffect = <R>(name: string, run: () => Promise<R>) => Promise<R>

const NAME_LENGTH = 100
const names = new Map<string, string>()

/** A statement as it is named among effects. */
export function statementName(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = text.trim().replace(/\s+/g, ' ').slice(0, NAME_LENGTH)
  names.set(text, name)
  return name
}

/** The bus as one service uses it. */
export function busWithin(bus: Bus, service: string, around: Around): Bus {
  const typesOf = (envelopes: readonly { type: string }[]) => [...new Set(envelopes.map(({ type }) => type))].join(' ')
  return {
    ...bus,
    publish: (envelopes) =>
      around({ service, kind: 'publish', name: typesOf(envelopes) }, () => bus.publish(envelopes)),
    subscribe: (group, types, deliver) =>
      bus.subscribe(group, types, (batch) =>
        around({ service, kind: 'delivery', name: typesOf(batch) }, () => deliver(batch)),
      ),
  }
}
