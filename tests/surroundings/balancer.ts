import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

const LOOK_EVERY_MS = 100
const ANSWERS_WITHIN_MS = 2_000

/** What stands before the replicas of a service, as small as a load balancer can be. */
export interface Balancer {
  /** Whether it gives connections to the replica now. */
  isServing(address: string): boolean
  /** Sentences about connections that it could not give to anybody. */
  readonly faults: readonly string[]
}

/**
 * Passes each new connection on to the next replica that said last that it is ready, and leaves it there. It knows nothing of requests: what
 * a replica drops is lost, and nothing is tried again.
 */
export async function balancer(
  t: Pick<TestContext, 'after'>,
  port: number,
  replicas: readonly string[],
): Promise<Balancer> {
  const serving = new Set<string>()
  const faults: string[] = []
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    const able = replicas.filter((replica) => serving.has(replica))
    const chosen = able[turn++ % able.length]
    if (chosen === undefined) {
      faults.push(`nobody was ready behind ${port}`)
      return void client.destroy()
    }
    join(client, connect(Number(new URL(chosen).port), '127.0.0.1'), open)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const looking = watch(replicas, serving)
  t.after(async () => {
    await looking.stop()
    for (const socket of open) socket.destroy()
    await new Promise((closed) => server.close(closed))
  })
  return { isServing: (address) => serving.has(address), faults }
}

function join(client: Socket, replica: Socket, open: Set<Socket>): void {
  for (const [socket, other] of [
    [client, replica],
    [replica, client],
  ] as const) {
    open.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      open.delete(socket)
      other.destroySoon()
    })
    socket.pipe(other)
  }
}

/** Asks every replica again and again whether it is ready. */
function watch(replicas: readonly string[], serving: Set<string>): { stop(): Promise<void> } {
  let isOver = false
  const look = async (replica: string) => {
    while (!isOver) {
      const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS)
      const answer = await fetch(`${replica}/ready`, { signal }).catch(() => undefined)
      if (answer?.ok) serving.add(replica)
      else serving.delete(replica)
      await answer?.body?.cancel()
      await pause(LOOK_EVERY_MS)
    }
  }
  const looking = Promise.all(replicas.map(look))
  return {
    async stop() {
      isOver = true
      await looking
    },
  }
}
