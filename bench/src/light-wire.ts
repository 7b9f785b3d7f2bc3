import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Wire } from '@mallhive/contract'

const agent = new Agent({ keepAlive: true })

/** Calls over HTTP with less work than `fetch`: the load generator shares the machine with what it measures. Bodies are JSON; no queries. */
export const lightWire =
  (port: number, token?: string): Wire =>
  (spec, { params = {}, headers = {}, body }) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
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
            ...(text !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
            }),
          },
        },
        (answer) => void json(answer).then((read) => resolve({ status: answer.statusCode!, body: read }), reject),
      )
      sent.on('error', reject)
      sent.end(text)
    })
