import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const LOOPBACK = '127.0.0.1'

/** Below the ports that systems give to outgoing connections, any of which could take a port between its choice and its use. */
const [FIRST, COUNT] = [15_000, 17_000]
/** Processes that run at the same time choose from ranges of their own: another could take a port between its choice and its use too. */
const RANGES = 17
const RANGE = COUNT / RANGES
const TRIES_MAX = 20

let next = randomInt(RANGE)

/** A loopback port that nobody listens on at this moment, and that this process has not been given lately. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = FIRST + (process.pid % RANGES) * RANGE + (next++ % RANGE)
    if (await isPortFree(port)) return port
  }
  const port = await listenBriefly(0)
  if (port === undefined) throw new Error('the system has no free port on 127.0.0.1')
  return port
}

export async function isPortFree(port: number): Promise<boolean> {
  return (await listenBriefly(port)) !== undefined
}

function listenBriefly(port: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    )
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined))
    })
  })
}
