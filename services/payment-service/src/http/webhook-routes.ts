import type { Readable } from 'node:stream'
import { refuse, type Serve } from '@mallhive/chassis'
import { newId, type Clock } from '@mallhive/kernel'
import { paymentApi, paymentProblems } from '../../contract/http.ts'
import { isSignedBySandbox, readWebhook } from '../provider/sandbox-webhook.ts'
import type { StoredWebhook, Webhooks } from '../store/webhooks.ts'

const { sandboxWebhook } = paymentApi.routes
const refused = refuse(paymentProblems)

export interface WebhookContext {
  readonly serve: Serve
  readonly webhooks: Webhooks
  readonly clock: Clock
  readonly secret: string | undefined
  /** Called with each that is to be handled. */
  readonly arrived: (webhook: StoredWebhook) => void
}

/** Answers once a webhook is kept as it came; it is handled right after, but not while the provider waits. */
export function webhookRoutes({ serve, webhooks, clock, secret, arrived }: WebhookContext): void {
  serve(sandboxWebhook, async ({ headers, stream }) => {
    const raw = stream && (await readAll(stream, sandboxWebhook.stream.bytesMax))
    const signature = headers['sandbox-signature']
    const isGenuine = raw !== undefined && secret !== undefined && isSignedBySandbox(signature, raw, secret, clock())
    if (!isGenuine) return refused({ code: 'webhook.signature' })
    const webhook = { id: readWebhook(raw)?.id ?? newId(), raw }
    if (await webhooks.keep(webhook, clock())) arrived(webhook)
    return { status: 204, body: undefined }
  })
}

/** Undefined when it is longer than it may be: such a body was not signed by the provider either. */
async function readAll(stream: Readable, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
