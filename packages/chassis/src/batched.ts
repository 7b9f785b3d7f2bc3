import { isOutage, Unavailable } from './failures.ts'
import { gateOf, type Gate } from './gate.ts'

export interface BatchOptions<In> {
  /** Inputs of one key never travel together, and keep their order: one statement changes a row only once. */
  readonly key?: ((input: In) => string) | undefined
  readonly gate?: Gate
  readonly max?: number
  /** Callers that may wait; who comes then is told to come again later. */
  readonly waitingMax?: number
}

interface Waiting<In, Out> {
  readonly input: In
  readonly resolve: (output: Out) => void
  readonly reject: (error: unknown) => void
}

const BATCH_MAX = 64
const WAITING_MAX = 5_000

/**
 * Turns `run(inputs)` into `call(input)`: what is called while a batch is under way travels together in the next one, and shares its round
 * trip and its commit. A lone caller waits only for the end of the present tick. When a batch fails for another reason than an outage, each
 * input runs alone, so that a bad one fails its own caller only. `run` answers one output for each input, or has had no effect.
 */
export function batched<In, Out>(
  run: (inputs: readonly In[]) => Promise<readonly Out[]>,
  { key, gate = gateOf(1), max = BATCH_MAX, waitingMax = WAITING_MAX }: BatchOptions<In> = {},
): (input: In) => Promise<Out> {
  let queue: Waiting<In, Out>[] = []
  let isBusy = false

  async function send(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outputs = await run(batch.map(({ input }) => input))
      batch.forEach(({ resolve }, index) => resolve(outputs[index] as Out))
    } catch (error) {
      if (batch.length === 1 || isOutage(error)) for (const { reject } of batch) reject(error)
      else await Promise.all(batch.map((waiting) => send([waiting])))
    }
  }

  function take(): readonly Waiting<In, Out>[] {
    if (!key) return queue.splice(0, max)
    const keys = new Set<string>()
    const batch: Waiting<In, Out>[] = []
    const left: Waiting<In, Out>[] = []
    for (const waiting of queue) {
      const own = key(waiting.input)
      if (batch.length < max && !keys.has(own)) batch.push(waiting)
      else left.push(waiting)
      keys.add(own)
    }
    queue = left
    return batch
  }

  function wake(): void {
    if (isBusy || queue.length === 0) return
    isBusy = true
    gate(
      async () => {
        await send(take())
        isBusy = false
        wake()
      },
      () => queue.length,
    )
  }

  return (input) =>
    new Promise<Out>((resolve, reject) => {
      if (queue.length >= waitingMax) return reject(new Unavailable(`${waitingMax} wait already`))
      queue.push({ input, resolve, reject })
      if (queue.length === 1) setImmediate(wake)
    })
}
