import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A page as it is sent to everybody, its bytes the same each time. */
export interface KeptPage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The body compressed, once for all who ask. */
  encoded(encoding: Encoding): Promise<Buffer>
}
export type Encoding = 'br' | 'gzip'

/** Compressed once for many, and again after each change of the catalogue. */
const BROTLI_QUALITY = 5
const IS_TEXT = /^(text\/|application\/(json|xml))/
const NONCE = /'nonce-([\w-]+)'/

/**
 * A page that is sent more than once cannot carry a nonce that is good for once: its inline scripts are allowed by their
 * hashes instead, in the policy and in no other place. Only scripts that carry the nonce of this rendering are the shop's own; one that
 * got into the page through its content has none, and stays forbidden. Undefined for what cannot be kept: all but good pages without cookies.
 */
export async function keptPage(response: Response): Promise<KeptPage | undefined> {
  if (response.status !== 200 || response.headers.has('set-cookie')) return undefined
  if (!IS_TEXT.test(response.headers.get('content-type') ?? '')) return undefined
  const headers = Object.fromEntries(response.headers)
  let text = await response.text()
  const policy = headers['content-security-policy']
  const nonce = policy === undefined ? undefined : NONCE.exec(policy)?.[1]
  if (policy !== undefined && nonce !== undefined) {
    headers['content-security-policy'] = policy.replace(NONCE, hashesOf(text, nonce).join(' '))
    text = text.replaceAll(` nonce="${nonce}"`, '')
    if (text.includes(nonce)) return undefined
  }
  return { headers, body: Buffer.from(text), encoded: encoder(Buffer.from(text)) }
}

function hashesOf(text: string, nonce: string): string[] {
  const scripts = text.matchAll(new RegExp(`<script(?: [^>]*)? nonce="${nonce}"[^>]*>([^]*?)</script>`, 'g'))
  const inline = [...scripts].flatMap(([whole, code = '']) => (/^<script[^>]* src="/.test(whole) ? [] : [code]))
  return [...new Set(inline.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`))]
}

function encoder(body: Buffer): KeptPage['encoded'] {
  const made = new Map<Encoding, Promise<Buffer>>()
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
  const brotli = { params: { [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [BROTLI_PARAM_SIZE_HINT]: body.length } }
  const compress = (encoding: Encoding) =>
    encoding === 'br' ? promisify(brotliCompress)(body, brotli) : promisify(gzip)(body)
  return (encoding) => {
    const known = made.get(encoding) ?? compress(encoding)
    made.set(encoding, known)
    return known
  }
}

/** The best of what a browser accepts; undefined for none of ours. */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  const offers = (accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((offer) => offer.replaceAll(' ', ''))
  const takes = (encoding: Encoding) =>
    offers.some((offer) => offer.split(';')[0] === encoding && !/;q=0(\.0*)?$/.test(offer))
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : undefined
}
