import { once } from 'node:events'
import { type Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const FEW = 6

export interface Answered {
  readonly status: number
  readonly body: string
  readonly retryAfter: string | undefined
  /** When it was asked, counted from the beginning of the storm. */
  readonly askedMs: number
  readonly ms: number
}

export async function answered(url: string, agent: Agent): Promise<Answered> {
  const began = performance.now()
  const [incoming] = (await once(get(url, { agent }), 'response')) as [IncomingMessage]
  const body = (await incoming.setEncoding('utf8').toArray()).join('')
  const { statusCode: status = 0, headers } = incoming
  return { status, body, retryAfter: headers['retry-after'], askedMs: began, ms: performance.now() - began }
}

/** A few, each asking again as soon as it has been answered: the processor has all it can do and nobody waits for long. */
export async function closely(forMs: number, ask: () => Promise<Answered>): Promise<Answered[]> {
  const answers: Answered[] = []
  const end = performance.now() + forMs
  const one = async () => {
    while (performance.now() < end) answers.push(await ask())
  }
  await Promise.all(Array.from({ length: FEW }, one))
  return answers
}

/** Asks at a pace, whether or not the earlier ones have been answered, as crowds do. */
export async function paced(forMs: number, perSecond: number, ask: () => Promise<Answered>): Promise<Answered[]> {
  const asked: Promise<Answered>[] = []
  const began = performance.now()
  for (let at = 0; at < forMs; at = performance.now() - began) {
    while (asked.length < (at / 1_000) * perSecond) asked.push(ask())
    await pause(5)
  }
  return (await Promise.all(asked)).map((answer) => ({ ...answer, askedMs: answer.askedMs - began }))
}

export const median = (answers: readonly Answered[]): number =>
  Math.round(answers.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(answers.length / 2)] ?? 0)
