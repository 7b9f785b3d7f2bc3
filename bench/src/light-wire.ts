import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Wire } from '@mallhive/contract'

const agent = new Agent({ keepAlive: true })

/** Calls over HTTP with less work than `fetch`: the load generator shares the machine with what it measures. Bodies are JSON; no queries. */
export const lightWire =
  (port: number, token?: string): Wire =>
  (spec, { params = {}, headers = {}, body }) =>
    new Promise((resolve, reject) => {
      const sending = body === undefined ? undefined : JSON.stringify(body)
      const sent = request(
        {
          agent,
          host: '127.0.0.1',
          port,
          method: spec.method,
          path: spec.path.replace(/:(\w+)/g, (_, name: string) => String(params[name])),
          headers: {
            ...headers,
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(sending !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(sending),
            }),
          },
        },
        (answer) =>
          void text(answer).then(
            (read) => resolve({ status: answer.statusCode!, body: read === '' ? undefined : JSON.parse(read) }),
            reject,
          ),
      )
      sent.on('error', reject)
      sent.end(sending)
    })

/** Looks at an address, and reads all of it. Throws for any status but 200. */
export const look = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`))
      answer.on('end', resolve).on('error', reject).resume()
    })
    sent.on('error', reject)
    sent.end()
  })
