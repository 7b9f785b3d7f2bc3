import type { Api, RouteSpec } from '@mallhive/contract'
import { cartApi } from '@mallhive/cart-service/contract'
import { notificationApi } from '@mallhive/notification-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { paymentApi } from '@mallhive/payment-service/contract'
import { productApi } from '@mallhive/product-service/contract'
import { sandboxApi } from '@mallhive/sandbox-provider/contract'
import { userApi } from '@mallhive/user-service/contract'
import { sampleOf } from '../surroundings/arbitrary.ts'

export interface Operation {
  readonly service: string
  readonly spec: RouteSpec
}

const apis: readonly Api[] = [productApi, userApi, cartApi, orderApi, paymentApi, notificationApi, sandboxApi]

/** Every operation of every contract: what is added there is tested here without anybody thinking of it. */
export const everyOperation: readonly Operation[] = apis.flatMap((api) =>
  Object.values(api.routes).map((spec) => ({ service: api.service, spec })),
)

export interface HttpCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** A call that fits the contract. `owner` fills the parameter that names the owner. */
export function fittingCall(
  { spec }: Operation,
  options: { owner?: string; seed?: number; body?: unknown; params?: Readonly<Record<string, string>> } = {},
): HttpCall {
  const params = {
    ...((spec.params ? sampleOf(spec.params, options.seed) : {}) as Record<string, string>),
    ...options.params,
  }
  if (spec.owner !== undefined && options.owner !== undefined) params[spec.owner] = options.owner
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const body = options.body ?? (spec.body ? sampleOf(spec.body, options.seed) : undefined)
  return {
    method: spec.method,
    url: path,
    headers: { ...headersOf(spec), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(spec.stream && { body: 'x' }),
  }
}

function headersOf(spec: RouteSpec): Record<string, string> {
  const required = Object.fromEntries(
    ((spec.headers as { required?: string[] } | undefined)?.required ?? []).map((name) => [name, 'a value']),
  )
  return { ...required, ...(spec.stream && { 'content-type': spec.stream.contentType }) }
}

/** Sends a call as it is. Redirects are answers. */
export async function send(address: string, call: HttpCall, more: Readonly<Record<string, string | undefined>> = {}) {
  const headers = Object.fromEntries(
    Object.entries({ ...call.headers, ...more }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>
  const response = await fetch(new URL(call.url, address), {
    method: call.method,
    headers,
    redirect: 'manual',
    ...(call.body !== undefined && { body: call.body }),
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return {
    status: response.status,
    type,
    headers: response.headers,
    text,
    body: (/\bjson\b/.test(type) && text !== '' ? JSON.parse(text) : undefined) as
      | { code?: string; errors?: { field: string }[] }
      | undefined,
  }
}
