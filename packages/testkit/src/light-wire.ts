import { Agent, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Answer, Wire } from '@mallhive/contract'

const agent = new Agent({ keepAlive: true })

/** Calls over HTTP with less work than `fetch`: a crowd shares the machine with the mall that it visits. Bodies are JSON; no queries. */
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
            (read) => resolve({ ...told(answer), body: read === '' ? undefined : JSON.parse(read) }),
            reject,
          ),
      )
      sent.on('error', reject)
      sent.end(sending)
    })

/** Looks at an address, and reads all of it. */
export const look = (url: string): Promise<Told> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (answer) => {
      answer
        .on('end', () => resolve(told(answer)))
        .on('error', reject)
        .resume()
    })
    sent.on('error', reject)
    sent.end()
  })

type Told = Pick<Answer, 'status' | 'headers'>

const told = ({ statusCode, headers }: IncomingMessage): Told => ({
  status: statusCode!,
  headers: headers as Readonly<Record<string, string>>,
})
