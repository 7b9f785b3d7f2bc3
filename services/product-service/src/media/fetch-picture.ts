import { lookup as lookUp } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Result } from '@mallhive/kernel'
import { fail, ok } from '@mallhive/kernel'
import { lasting, passing, type PictureFault } from './picture-fault.ts'
import { isPublicAddress } from './public-address.ts'

export const PICTURE_BYTES_MAX = 15 * 1024 * 1024
const REDIRECTS_MAX = 3
const TIMEOUT_MS = 20_000
const USER_AGENT = 'Mallhive picture import'

export interface Fetching {
  /** Which addresses may be connected to. Whatever a merchant's file says, the answer is `isPublicAddress` in a shop. */
  readonly isAllowed?: (address: string) => boolean
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Fetches a picture from an address that a stranger wrote. Only http and https to allowed addresses, decided on the
 * address that is connected to, so that a name that changes its mind (DNS rebinding) gains nothing; each redirect is
 * looked at afresh. Time and size are limited. Whether it is a picture is for the decoder to say.
 */
export async function fetchPicture(source: string, fetching: Fetching = {}): Promise<Result<Buffer, PictureFault>> {
  const timeout = AbortSignal.timeout(fetching.timeoutMs ?? TIMEOUT_MS)
  const signal = fetching.signal ? AbortSignal.any([timeout, fetching.signal]) : timeout
  let address: string | undefined = source
  for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
    const url = webAddress(address)
    if (!url) return fail(lasting(hops === 0 ? 'is not an http or https address' : 'leads to something else than http'))
    try {
      const answer = await get(url, signal, fetching.isAllowed ?? isPublicAddress)
      const next = redirectOf(answer, url)
      if (next === undefined) return await bodyOf(answer)
      answer.destroy()
      address = next
    } catch (error) {
      return fail(faultOf(error, timeout.aborted))
    }
  }
  return fail(lasting(`leads on more than ${REDIRECTS_MAX} times`))
}

function webAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const isPlain = url.username === '' && url.password === ''
  return (url.protocol === 'http:' || url.protocol === 'https:') && isPlain ? url : undefined
}

class Refused extends Error {}

function get(url: URL, signal: AbortSignal, isAllowed: (address: string) => boolean): Promise<http.IncomingMessage> {
  const refusal = () => new Refused('is not at a public address')
  // A literal address is connected to without a look-up.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) && !isAllowed(literal)) return Promise.reject(refusal())
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, found) => {
      const allowed = (found ?? []).filter(({ address }) => isAllowed(address))
      if (error ?? allowed.length < 1) return callback(error ?? refusal(), '', 0)
      if (options.all) return callback(null, allowed)
      callback(null, allowed[0]!.address, allowed[0]!.family)
    })
  }
  return new Promise((resolve, reject) => {
    const headers = { accept: 'image/webp,image/png,image/jpeg,image/*', 'user-agent': USER_AGENT }
    // No agent: neither a proxy from the environment nor a connection that was opened for somebody else.
    const request = (url.protocol === 'https:' ? https : http).get(url, { agent: false, lookup, signal, headers })
    request.on('response', resolve).on('error', reject)
    request.on('socket', (socket) =>
      socket.on('connect', () => {
        if (!isAllowed(socket.remoteAddress ?? '')) request.destroy(refusal())
      }),
    )
  })
}

function redirectOf({ statusCode = 0, headers }: http.IncomingMessage, from: URL): string | undefined {
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return undefined
  return URL.canParse(headers.location, from) ? new URL(headers.location, from).href : headers.location
}

async function bodyOf(answer: http.IncomingMessage): Promise<Result<Buffer, PictureFault>> {
  const fault = answerFault(answer)
  if (fault) {
    answer.destroy()
    return fail(fault)
  }
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length
    // Leaving the loop closes the connection.
    if (bytes > PICTURE_BYTES_MAX) return fail(tooLarge)
    pieces.push(piece)
  }
  return ok(Buffer.concat(pieces))
}

const tooLarge = lasting(`is larger than ${PICTURE_BYTES_MAX / 1024 / 1024} MB`)

function answerFault({ statusCode = 0, headers }: http.IncomingMessage): PictureFault | undefined {
  const isBusy = statusCode === 408 || statusCode === 425 || statusCode === 429 || statusCode >= 500
  if (statusCode !== 200) return { reason: `was answered with ${statusCode}`, isPassing: isBusy }
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  // Stores of files often do not say what they hold; then the decoder looks.
  const mayBePicture = type === '' || type === 'application/octet-stream' || type.startsWith('image/')
  if (!mayBePicture) return lasting(`is not a picture but ${type.slice(0, 100)}`)
  if (type === 'image/svg+xml') return lasting('is a drawing (SVG), which may hold programs')
  return Number(headers['content-length'] ?? 0) > PICTURE_BYTES_MAX ? tooLarge : undefined
}

function faultOf(error: unknown, timedOut: boolean): PictureFault {
  if (timedOut) return passing('took too long')
  if (error instanceof Refused) return lasting(error.message)
  const { code } = error as { code?: string }
  if (code === 'ENOTFOUND') return passing('is at a host that is not known')
  return passing(`could not be fetched${code ? ` (${code})` : ''}`)
}
