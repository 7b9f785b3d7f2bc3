import assert from 'node:assert/strict'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { wire } from './wire.ts'

/** A server that says everything back, and a cable to it. */
async function echo(t: TestContext) {
  const ends: string[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('close', (isBroken) => ends.push(isBroken ? 'broken' : 'ended'))
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cable = await wire(t, `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    cable,
    ends,
    async caller() {
      const port = Number(new URL(cable.through('tcp://127.0.0.1:1')).port)
      const socket = connect({ port, host: '127.0.0.1' })
      t.after(() => socket.destroy())
      const heard: string[] = []
      let ended: string | undefined
      socket.on('data', (bytes) => heard.push(bytes.toString()))
      socket.on('error', (error: NodeJS.ErrnoException) => (ended = error.code))
      socket.on('end', () => (ended ??= 'ended'))
      await once(socket, 'connect')
      return { socket, heard: () => heard.join(''), ended: () => ended }
    },
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 5) {
    if (waitedMs > 10_000) throw new Error(`not seen: ${what}`)
    await pause(5)
  }
}

describe('a cable', () => {
  it('gives an address that differs in nothing but the port', async (t) => {
    const { cable } = await echo(t)
    const shape = (url: string) => cable.through(url).replace(/127\.0\.0\.1:\d+/, 'HERE')
    assert.deepEqual(
      [
        'postgres://ann:secret@127.0.0.1:5432/shop?application_name=x',
        'http://127.0.0.1:1',
        'http://localhost:1/a/',
      ].map(shape),
      ['postgres://ann:secret@HERE/shop?application_name=x', 'http://HERE', 'http://HERE/a/'],
    )
  })

  it('carries both ways while it is sound, and tells each end of the other’s', async (t) => {
    const { cable, ends, caller } = await echo(t)
    const { socket, heard, ended } = await caller()
    socket.end('good morning')
    await until('the echo', () => ended() === 'ended')
    await until('the end over there', () => ends.length === 1)
    assert.deepEqual([heard(), ends], ['good morning', ['ended']])
    await until('nobody to hold on', () => cable.connections === 0)
  })

  it('is slow each way, and keeps the order when it is quick again', async (t) => {
    const { cable, caller } = await echo(t)
    const { socket, heard } = await caller()
    cable.slow(150)
    const began = performance.now()
    socket.write('a')
    await pause(20)
    cable.heal()
    socket.write('b')
    await until('both', () => heard().length === 2)
    assert.equal(heard(), 'ab')
    assert.ok(performance.now() - began >= 145, 'the first took its time on the way there')
  })

  it('is narrow: so many bytes take so long', async (t) => {
    const { cable, caller } = await echo(t)
    const { socket, heard } = await caller()
    cable.narrow(10_000)
    const began = performance.now()
    socket.write('x'.repeat(2_000))
    await until('all of it', () => heard().length === 2_000)
    assert.ok(performance.now() - began >= 380, '200 ms there, and 200 ms back')
  })

  it('resets old and new connections while it is cut', async (t) => {
    const { cable, ends, caller } = await echo(t)
    const before = await caller()
    before.socket.write('x')
    await until('the echo', () => before.heard() === 'x')
    cable.cut()
    await until('the reset', () => before.ended() === 'ECONNRESET')
    await until('the reset over there', () => ends.length === 1)
    assert.deepEqual(ends, ['broken'])
    const meanwhile = await caller().catch((error: NodeJS.ErrnoException) => error)
    if (!(meanwhile instanceof Error)) await until('a reset at once', () => meanwhile.ended() === 'ECONNRESET')
    cable.heal()
    const after = await caller()
    after.socket.write('y')
    await until('the echo', () => after.heard() === 'y')
  })

  it('hangs half open: accepts and takes, says nothing, and no end hears of the other’s', async (t) => {
    const { cable, ends, caller } = await echo(t)
    const before = await caller()
    before.socket.write('x')
    await until('the echo', () => before.heard() === 'x')
    cable.hang()
    const meanwhile = await caller()
    for (const { socket } of [before, meanwhile]) socket.write('lost')
    await pause(50)
    before.socket.destroy()
    await pause(50)
    cable.heal()
    const after = await caller()
    after.socket.write('y')
    await until('the echo', () => after.heard() === 'y')
    assert.deepEqual([before.heard(), meanwhile.heard(), meanwhile.ended(), ends], ['x', '', undefined, []])
    assert.equal(cable.connections, 3, 'the server holds on to the one whose caller has gone')
  })

  it('forgets the connections of now, and is sound for new ones', async (t) => {
    const { cable, caller } = await echo(t)
    const old = await caller()
    cable.forget()
    const young = await caller()
    for (const { socket } of [old, young]) socket.write('x')
    await until('the echo', () => young.heard() === 'x')
    assert.deepEqual([old.heard(), old.ended()], ['', undefined])
  })
})
