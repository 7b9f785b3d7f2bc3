import type { Api, CallOf, ReplyHeaders, ReplyOf, RouteSpec } from './route.ts'

/** A call on its way: the parts are checked by whoever receives it. */
export interface Call {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly stream?: ReadableStream<Uint8Array>
}
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: ReplyHeaders
}
/** Carries a call to where the operation is served: over HTTP, or straight to the handler in the same process. */
export type Wire = (spec: RouteSpec, call: Call) => Promise<Answer>

export type Client<A extends Api> = {
  readonly [Name in keyof A['routes']]: (request: CallOf<A['routes'][Name]>) => Promise<ReplyOf<A['routes'][Name]>>
}

/** Makes each operation of an api a function. */
export function client<A extends Api>(api: A, wire: Wire): Client<A> {
  const call = (spec: RouteSpec) => (request: Call & { idempotencyKey?: string }) => {
    const { idempotencyKey, headers, ...parts } = request
    return wire(spec, {
      ...parts,
      headers: { ...headers, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
    })
  }
  return Object.fromEntries(
    Object.entries(api.routes).map(([name, spec]) => [name, call(spec)]),
  ) as unknown as Client<A>
}

/** Adds headers to every call, such as the caller's access token. */
export const withHeaders =
  (wire: Wire, headers: () => Readonly<Record<string, string>>): Wire =>
  (spec, call) =>
    wire(spec, { ...call, headers: { ...headers(), ...call.headers } })

/** The url of an operation with its parameters filled in. Lists in the query are repeated: `tag=a&tag=b`. */
function urlOf(spec: RouteSpec, { params = {}, query = {} }: Pick<Call, 'params' | 'query'>): string {
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) search.append(name, String(item))
  }
  return search.size > 0 ? `${path}?${search}` : path
}

/** Calls over HTTP. Network failures throw; whatever the server answered is returned. */
export function overHttp(baseUrl: string, signal?: () => AbortSignal | undefined): Wire {
  return async (spec, call) => {
    const headers = Object.fromEntries(
      Object.entries(call.headers ?? {}).filter(([, value]) => value !== undefined),
    ) as Record<string, string>
    const abort = signal?.()
    const response = await fetch(new URL(urlOf(spec, call), baseUrl), {
      method: spec.method,
      headers: {
        ...headers,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...(call.stream && spec.stream && { 'content-type': spec.stream.contentType }),
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.stream && ({ body: call.stream, duplex: 'half' } as object)),
      ...(abort && { signal: abort }),
    })
    const body = await readBody(response)
    return { status: response.status, body, headers: Object.fromEntries(response.headers) }
  }
}

async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 204) return undefined
  if (!/\bjson\b|^text\//.test(type)) return new Uint8Array(await response.arrayBuffer())
  const text = await response.text()
  if (text === '') return undefined
  return type.startsWith('text/') ? text : (JSON.parse(text) as unknown)
}
