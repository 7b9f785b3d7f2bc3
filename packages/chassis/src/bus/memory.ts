import type { Envelope } from '@mallhive/contract'
import type { Bus, Deliver } from './bus.ts'

const AGAIN_AFTER_MS = 20

/** Within one process: for tests and for a service alone. Events are gone with it. */
export function memoryBus(): Bus {
  const log: { envelope: Envelope; at: number }[] = []
  const groups = new Map<string, { position: number }>()
  const wakes = new Set<() => void>()
  const running = new Set<Promise<void>>()
  let closed = false

  async function run(types: readonly string[], deliver: Deliver, cursor: { position: number }): Promise<void> {
    while (!closed) {
      const end = log.length
      const batch = log
        .slice(cursor.position, end)
        .flatMap(({ envelope }) => (types.includes(envelope.type) ? [structuredClone(envelope)] : []))
      const delivered =
        batch.length === 0 ||
        (await deliver(batch).then(
          () => true,
          () => false,
        ))
      if (delivered) cursor.position = end
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
      if (cursor.position === log.length && !closed) await new Promise<void>((resolve) => wakes.add(resolve))
    }
  }
  const wake = () => {
    for (const resolve of wakes) resolve()
    wakes.clear()
  }
  const start = (work: Promise<void>) => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }

  return {
    async publish(envelopes) {
      log.push(...envelopes.map((envelope) => ({ envelope: structuredClone(envelope), at: Date.now() })))
      wake()
    },
    async subscribe(group, types, deliver) {
      // One member of a group at a time is enough here: all members live in this process.
      if (groups.has(group)) return
      const cursor = { position: 0 }
      groups.set(group, cursor)
      start(run(types, deliver, cursor))
    },
    async follow(types, since, deliver) {
      const first = log.findIndex(({ at }) => at >= since.getTime())
      start(run(types, deliver, { position: first === -1 ? log.length : first }))
    },
    async ping() {},
    async close() {
      closed = true
      wake()
      await Promise.all(running)
    },
  }
}
