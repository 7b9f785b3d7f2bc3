import { PassThrough } from 'node:stream'
import { createReadableStreamFromReadable } from '@react-router/node'
import { isbot } from 'isbot'
import { type RenderToPipeableStreamOptions, renderToPipeableStream } from 'react-dom/server'
import { type EntryContext, ServerRouter } from 'react-router'
import { NonceContext } from '../nonce.ts'
import { newNonce, secure } from './security-headers.ts'

/** A page that has not finished by then is cut off; what was sent stays, the rest fails visibly. */
const RENDER_TIMEOUT_MS = 6_000

interface RenderOptions {
  /** Where forms may lead besides this shop, such as a bank's page for a second step. */
  readonly formTargets?: readonly string[]
}

/**
 * Renders pages as a stream, with the security headers and the nonce on every script. An app's `entry.server.tsx` is
 * `export default renderPages()`.
 */
export function renderPages({ formTargets = [] }: RenderOptions = {}) {
  return (request: Request, status: number, headers: Headers, context: EntryContext): Promise<Response> | Response => {
    const nonce = newNonce()
    secure(headers, { nonce, https: new URL(request.url).protocol === 'https:', formTargets })
    headers.set('content-type', 'text/html; charset=utf-8')
    // A page shows a cart and a name: no shared cache may keep it, and going back asks again.
    if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-cache')
    if (request.method === 'HEAD') return new Response(null, { status, headers })
    return stream(request, { status, headers }, nonce, context)
  }
}

function stream(request: Request, init: { status: number; headers: Headers }, nonce: string, context: EntryContext) {
  return new Promise<Response>((resolve, reject) => {
    let begun = false
    // Robots read once: they get the whole page in one piece.
    const ready: keyof RenderToPipeableStreamOptions = isbot(request.headers.get('user-agent'))
      ? 'onAllReady'
      : 'onShellReady'
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext value={nonce}>
        <ServerRouter context={context} url={request.url} nonce={nonce} />
      </NonceContext>,
      {
        nonce,
        [ready]() {
          begun = true
          const body = new PassThrough({ final: (done) => (clearTimeout(timer), done()) })
          resolve(new Response(createReadableStreamFromReadable(body), init))
          pipe(body)
        },
        onShellError: (error: unknown) => (clearTimeout(timer), reject(error)),
        onError(error: unknown) {
          init.status = 500
          // Before the shell stands, React Router reports the rejection itself.
          if (begun) console.error(error)
        },
      },
    )
    const timer = setTimeout(() => abort(new Error('the page took too long to render')), RENDER_TIMEOUT_MS)
  })
}
