import { client, route, type Api, type Client, type Wire } from '@mallhive/contract'
import type { JSONWebKeySet } from 'jose'
import { Type } from 'typebox'
import { neighbour, urlVariable, wireTo, type CallOptions, type Local } from './calls.ts'
import { Unavailable } from './failures.ts'

const keysOfIssuer = route({
  operationId: 'jwks',
  summary: 'Public keys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  access: ['public'],
  replies: { 200: Type.Object({ keys: Type.Array(Type.Unknown()) }) },
})

export interface Directions {
  /** Operations of the services in this process, filled while they start. */
  readonly local: Local
  /** Names the addresses of the others. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where given, it alone says how a service is reached. */
  readonly wayTo?: ((service: string) => Wire | undefined) | undefined
}

/** Typed clients of the services one needs. Where each is, is found at the first call: all services start at the same time. */
export function clientsOf(
  needs: Readonly<Record<string, Api>>,
  directions: Directions,
  options: Omit<CallOptions, 'target'>,
): Record<string, Client<Api>> {
  return Object.fromEntries(
    Object.entries(needs).map(([name, api]) => [name, client(api, wireOf(api.service, directions, options))]),
  )
}

function wireOf(service: string, directions: Directions, options: Omit<CallOptions, 'target'>): Wire {
  let found: Wire | undefined
  return (spec, call) => {
    const direct = found ?? wayTo(service, directions)
    if (!direct)
      throw new Unavailable(`nobody knows where ${service} is: set ${urlVariable(service)} or run it in this process`)
    found ??= neighbour(direct, { ...options, target: service })
    return found(spec, call)
  }
}

const wayTo = (service: string, { local, env, wayTo }: Directions) =>
  wayTo ? wayTo(service) : wireTo(service, local, env)

/** Asks the service that signs access tokens for its public keys. */
export function issuerKeys(issuer: string, directions: Directions): () => Promise<JSONWebKeySet> {
  return async () => {
    const asked = wayTo(issuer, directions)?.(keysOfIssuer, {})
    const answer = await asked?.catch((cause: unknown) => {
      throw new Unavailable(`${issuer} cannot be asked for its keys`, { cause })
    })
    if (answer?.status !== 200) throw new Unavailable(`${issuer} did not give its keys`)
    return answer.body as JSONWebKeySet
  }
}
