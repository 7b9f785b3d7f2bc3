import { once } from 'node:events'
import { type Agent, type IncomingMessage, request } from 'node:http'
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

interface Asked {
  readonly url: string
  readonly agent: Agent
  readonly headers?: Readonly<Record<string, string>>
  /** Posted as JSON; without it the address is read. */
  readonly body?: object
}

export async function answered(asked: Asked): Promise<Answered> {
  const began = performance.now()
  const incoming = await responseTo(asked)
  const text = (await incoming.setEncoding('utf8').toArray()).join('')
  const { statusCode: status = 0, headers: said } = incoming
  return { status, body: text, retryAfter: said['retry-after'], askedMs: began, ms: performance.now() - began }
}

/** A connection that was kept and is closed as it is used again says nothing of the request: every client asks once more then. */
async function responseTo(asked: Asked): Promise<IncomingMessage> {
  const { url, agent, headers = {}, body } = asked
  const sent = request(url, {
    agent,
    method: body ? 'POST' : 'GET',
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
  })
  sent.end(body && JSON.stringify(body))
  try {
    const [incoming] = (await once(sent, 'response')) as [IncomingMessage]
    return incoming
  } catch (error) {
    if (sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return responseTo(asked)
    throw error
  }
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
export async function paced(
  forMs: number,
  perSecond: (atMs: number) => number,
  ask: () => Promise<Answered>,
): Promise<Answered[]> {
  const asked: Promise<Answered>[] = []
  const began = performance.now()
  let due = 0
  for (let at = 0, before = 0; at < forMs; before = at, at = performance.now() - began) {
    due += ((at - before) / 1_000) * perSecond(at)
    while (asked.length < due) asked.push(ask())
    await pause(5)
  }
  return (await Promise.all(asked)).map((answer) => ({ ...answer, askedMs: answer.askedMs - began }))
}

export const median = (answers: readonly Answered[]): number =>
  Math.round(answers.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(answers.length / 2)] ?? 0)
