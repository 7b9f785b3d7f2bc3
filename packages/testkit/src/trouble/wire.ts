import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { Strand, type Pace } from './wire-strand.ts'

/** A cable to a server, which tests can hurt. It begins sound. */
export interface TroubledWire {
  /** The address of the server by way of this cable: that of a database or a service, with all that belongs to it. */
  through(url: string): string
  /** From now on what is sent arrives so much later, in each direction, in its order. */
  slow(ms: number): void
  /** From now on no more than so many bytes a second arrive, in each direction of each connection. */
  narrow(bytesPerSecond: number): void
  /** Connections are reset, and new ones as soon as they are made. */
  cut(): void
  /** Half open: connections stay, new ones are accepted, what is sent is taken and goes nowhere; nobody hears that the other one has gone. */
  hang(): void
  /** The connections of now fall silent for ever, as behind a firewall that has forgotten them; new ones are sound. */
  forget(): void
  /** New connections are sound again, and old ones quick. Those that fell silent stay so, as if their other end had been replaced. */
  heal(): void
  /** Connections that somebody still holds open, silent ones too. */
  readonly connections: number
}

interface Link {
  readonly sockets: Set<Socket>
  isSilent: boolean
}

/** Lays a cable in front of `target`, the address of a server on this machine, until the test has ended. */
export async function wire(t: Pick<TestContext, 'after'>, target: string): Promise<TroubledWire> {
  const { port } = new URL(target)
  const links = new Set<Link>()
  const pace: Pace = { delayMs: 0, bytesPerSecond: Infinity }
  let state: 'sound' | 'cut' | 'silent' = 'sound'

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (state === 'cut') return void near.resetAndDestroy()
    const link: Link = { sockets: new Set(), isSilent: state === 'silent' }
    links.add(link)
    const forget = () => void links.delete(link)
    hold(link, near, forget)
    if (link.isSilent) return void near.resume()
    const far = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
    hold(link, far, forget)
    lay(near, far, link, pace)
    lay(far, near, link, pace)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    end((socket) => socket.destroy())
    server.close()
  })

  function end(how: (socket: Socket) => void): void {
    for (const { sockets } of links) for (const socket of sockets) how(socket)
  }
  function silence(): void {
    for (const link of links) link.isSilent = true
  }

  return {
    through(url) {
      const address = new URL(url)
      address.hostname = '127.0.0.1'
      address.port = String((server.address() as AddressInfo).port)
      return address.href.replace(/\/$/, url.endsWith('/') ? '/' : '')
    },
    slow: (ms) => void (pace.delayMs = ms),
    narrow: (bytesPerSecond) => void (pace.bytesPerSecond = bytesPerSecond),
    cut() {
      state = 'cut'
      end((socket) => socket.resetAndDestroy())
    },
    hang() {
      state = 'silent'
      silence()
    },
    forget: silence,
    heal() {
      state = 'sound'
      pace.delayMs = 0
      pace.bytesPerSecond = Infinity
    },
    get connections() {
      return links.size
    },
  }
}

/** Until both ends have closed, somebody holds on to the link. */
function hold({ sockets }: Link, socket: Socket, closed: () => void): void {
  sockets.add(socket)
  socket.setNoDelay()
  socket.on('error', () => undefined)
  socket.on('close', () => {
    sockets.delete(socket)
    if (sockets.size === 0) closed()
  })
}

/** One direction. */
function lay(from: Socket, to: Socket, link: Link, pace: Pace): void {
  const strand = new Strand(pace, () => link.isSilent)
  from.on('data', (bytes) => strand.pass(bytes.length, () => to.write(bytes)))
  from.on('end', () => strand.pass(0, () => to.end()))
  from.on('close', (isBroken) => strand.pass(0, () => (isBroken ? to.resetAndDestroy() : to.destroySoon())))
}
