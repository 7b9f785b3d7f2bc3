import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { it, type TestContext } from 'node:test'
import { fetchPicture, PICTURE_BYTES_MAX, type Fetching } from './fetch-picture.ts'
import { isPublicAddress } from './public-address.ts'

/** Lets a test reach its own server; a shop has no such switch. */
const here: Fetching = { isAllowed: (address) => address === '127.0.0.1' || isPublicAddress(address) }

async function host(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`
}

const outcome = async (source: string, fetching: Fetching = here): Promise<string> => {
  const fetched = await fetchPicture(source, fetching)
  if (fetched.ok) return `${fetched.value.length} bytes`
  return `${fetched.error.isPassing ? 'later' : 'never'}: ${fetched.error.reason}`
}

it('fetches what is behind an address, also behind a few others that lead there', async (t) => {
  const address = await host(t, (request, response) => {
    const next = { '/a': '/b', '/b': 'c', '/c': '/picture' }[request.url ?? '']
    if (next) return response.writeHead(302, { location: next }).end()
    response.writeHead(200, { 'content-type': 'image/png' }).end('12345')
  })
  assert.equal(await outcome(`${address}picture`), '5 bytes')
  assert.equal(await outcome(`${address}a`), '5 bytes')
})

it('asks nobody but http and https, and never with a password', async () => {
  for (const source of [
    'file:///etc/passwd',
    'ftp://example.com/a.png',
    'data:image/png;base64,AA',
    'a.png',
    '//x/a.png',
    '',
  ])
    assert.equal(await outcome(source), 'never: is not an http or https address')
  assert.equal(await outcome('http://me:secret@example.com/a.png'), 'never: is not an http or https address')
})

it('refuses every address that is not public, however it is written', async (t) => {
  const address = await host(t, (_, response) => response.end('secret'))
  const { port } = new URL(address)
  const hosts = [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '0x7f000001',
    '2130706433',
    '127.1',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '10.0.0.1',
    '0',
  ]
  for (const name of hosts)
    assert.equal(await outcome(`http://${name}:${port}/`, {}), 'never: is not at a public address', name)
})

it('does not follow a picture to a private address', async (t) => {
  const address = await host(t, (request, response) =>
    response
      .writeHead(302, {
        location: request.url === '/cloud' ? 'http://169.254.169.254/latest/meta-data/' : 'file:///etc/passwd',
      })
      .end(),
  )
  assert.equal(await outcome(`${address}cloud`), 'never: is not at a public address')
  assert.equal(await outcome(`${address}file`), 'never: leads to something else than http')
})

it('decides on the address it is connected to, not on the name', async (t) => {
  const address = await host(t, (_, response) => response.end('secret'))
  let asked = 0
  // A name that is public when it is looked up and somewhere else when it is connected to.
  const rebinding: Fetching = { isAllowed: () => ++asked === 1 }
  assert.equal(await outcome(address.replace('127.0.0.1', 'localhost'), rebinding), 'never: is not at a public address')
  assert.equal(asked > 1, true)
})

it('gives up on circles', async (t) => {
  const address = await host(t, (_, response) => response.writeHead(301, { location: '/' }).end())
  assert.equal(await outcome(address), 'never: leads on more than 3 times')
})

it('takes a picture of the largest size and refuses one byte more, announced or not', async (t) => {
  const address = await host(t, (request, response) => {
    const bytes = PICTURE_BYTES_MAX + (request.url?.includes('more') ? 1 : 0)
    response.writeHead(200, {
      'content-type': 'image/jpeg',
      ...(request.url?.includes('said') && { 'content-length': bytes }),
    })
    response.end(Buffer.alloc(bytes))
  })
  assert.equal(await outcome(`${address}silent`), `${PICTURE_BYTES_MAX} bytes`)
  for (const path of ['silent-more', 'said-more'])
    assert.equal(await outcome(address + path), 'never: is larger than 15 MB')
})

it('knows what will not do before it reads it', async (t) => {
  const address = await host(t, (request, response) =>
    response.writeHead(200, { 'content-type': decodeURIComponent(request.url!.slice(1)) }).end('x'),
  )
  assert.equal(await outcome(`${address}text%2Fhtml%3B charset=utf-8`), 'never: is not a picture but text/html')
  assert.equal(await outcome(`${address}image%2Fsvg+xml`), 'never: is a drawing (SVG), which may hold programs')
  assert.equal(await outcome(`${address}application%2Foctet-stream`), '1 bytes')
})

it('comes back later when the host is busy, away or slow, and not when it says no', async (t) => {
  const address = await host(t, (request, response) => {
    if (request.url === '/slow') return
    response.writeHead(Number(request.url!.slice(1))).end()
  })
  assert.equal(await outcome(`${address}404`), 'never: was answered with 404')
  assert.equal(await outcome(`${address}403`), 'never: was answered with 403')
  assert.equal(await outcome(`${address}503`), 'later: was answered with 503')
  assert.equal(await outcome(`${address}429`), 'later: was answered with 429')
  assert.equal(await outcome(`${address}slow`, { ...here, timeoutMs: 50 }), 'later: took too long')
  const gone = await host(t, () => undefined)
  assert.match(await outcome(gone.replace(/:\d+/, ':1')), /^later: could not be fetched \(ECONNREFUSED\)$/)
})
