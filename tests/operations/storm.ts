import { once } from 'node:events'
import { type Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const FEW = 6

interface Timed {
  readonly ms: number
}
/** `askedMs`: counted from the beginning of the storm. */
type InStorm<A> = A & { readonly askedMs: number }

export interface Answered extends Timed {
  readonly status: number
  readonly body: string
  readonly retryAfter: string | undefined
}

export async function answered(url: string, agent: Agent): Promise<Answered> {
  const began = performance.now()
  const [incoming] = (await once(get(url, { agent }), 'response')) as [IncomingMessage]
  const body = (await incoming.setEncoding('utf8').toArray()).join('')
  const { statusCode: status = 0, headers } = incoming
  return { status, body, retryAfter: headers['retry-after'], ms: performance.now() - began }
}

/** So many, each asking again as soon as it has been answered. A few are enough where each keeps the processor busy, and none of them waits for long. */
export async function closely<A extends Timed>(forMs: number, ask: () => Promise<A>, together = FEW): Promise<A[]> {
  const answers: A[] = []
  const end = performance.now() + forMs
  const one = async () => {
    while (performance.now() < end) answers.push(await ask())
  }
  await Promise.all(Array.from({ length: together }, one))
  return answers
}

/** Asks at a pace, whether or not the earlier ones have been answered, as crowds do. */
export async function paced<A extends Timed>(
  forMs: number,
  perSecond: number,
  ask: () => Promise<A>,
): Promise<InStorm<A>[]> {
  const asked: Promise<InStorm<A>>[] = []
  const began = performance.now()
  for (let at = 0; at < forMs; at = performance.now() - began) {
    const askedMs = at
    while (asked.length < (at / 1_000) * perSecond) asked.push(ask().then((answer) => ({ ...answer, askedMs })))
    await pause(5)
  }
  return Promise.all(asked)
}

export const median = (answers: readonly Timed[]): number =>
  Math.round(answers.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(answers.length / 2)] ?? 0)
