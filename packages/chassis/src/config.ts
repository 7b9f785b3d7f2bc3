import { Type, type Static, type TObject } from 'typebox'
import { Value } from 'typebox/value'

/** Settings that every service has. A service adds its own; both are documented in its README. */
export const BaseConfig = Type.Object({
  APP_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on; 0.0.0.0 in a container' }),
  APP_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'Port to listen on; 0 takes a free one',
  }),
  ENV_NAME: Type.Union([Type.Literal('dev'), Type.Literal('staging'), Type.Literal('prod')], {
    default: 'dev',
    description: 'dev, staging or prod',
  }),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    description: 'trace, debug, info, warn, error or silent',
  }),
  LOG_FILE: Type.Optional(Type.String({ minLength: 1, description: 'Write the log there instead of standard output' })),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      secret: true,
      description: 'PostgreSQL database of this service alone',
    }),
  ),
  DATABASE_POOL_MAX: Type.Integer({ minimum: 1, maximum: 200, default: 10, description: 'Connections to it at most' }),
  BUS: Type.Union([Type.Literal('postgres'), Type.Literal('memory')], {
    default: 'postgres',
    description: 'How events travel: postgres, or memory (tests: within one process)',
  }),
  BUS_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', secret: true, description: 'PostgreSQL database of the bus' }),
  ),
  TOKEN_ISSUER: Type.String({
    default: 'user-service',
    description: 'The service that signs access tokens; its keys are asked at <NAME>_URL',
  }),
  SERVICE_KEY: Type.Optional(
    Type.String({ secret: true, description: 'Private Ed25519 JWK by which this service proves who it is' }),
  ),
  SERVICE_KEYS: Type.Optional(Type.String({ description: 'Public JWKS of all services that may call this one' })),
  TRUSTED_PROXIES: Type.String({
    default: 'loopback',
    description:
      'Addresses and networks whose X-Forwarded-For is believed: proxies and the web apps, such as loopback, 10.0.0.0/8',
  }),
  REQUEST_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    maximum: 600_000,
    default: 15_000,
    description: 'Deadline of a request, passed on to the services it calls',
  }),
  REQUESTS_UNDER_WAY_MAX: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 300,
    description: 'Requests from the network that may be worked on at once; others get 503 with Retry-After',
  }),
  LOOP_DELAY_MAX_MS: Type.Integer({
    minimum: 1,
    maximum: 60_000,
    default: 30,
    description: 'While the event loop stays later than this, fewer requests may be worked on at once',
  }),
  DRAIN_GRACE_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 0,
    description:
      'How long a stopping process still answers while it says that it is not ready: longer than a load balancer needs to notice, and than the 5 s that callers keep idle connections',
  }),
  DRAIN_TIMEOUT_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 10_000,
    description: 'How long a stopping process waits for what is under way',
  }),
})
export type BaseConfig = Static<typeof BaseConfig>

export class InvalidConfig extends Error {}

/** Reads the environment once, at start. Throws `InvalidConfig` that names every bad variable at once, never its value. */
export function loadConfig<S extends TObject>(schema: S, env: Readonly<Record<string, string | undefined>>): Static<S> {
  const known = Object.fromEntries(
    Object.keys(schema.properties).flatMap((key) =>
      env[key] === undefined || env[key] === '' ? [] : [[key, env[key]]],
    ),
  )
  const candidate = Value.Convert(schema, Value.Default(schema, known))
  const faults = Value.Errors(schema, candidate).filter((fault) => fault.keyword !== 'const')
  if (faults.length > 0) throw new InvalidConfig(`invalid configuration\n${faults.map(describe).join('\n')}`)
  return candidate as Static<S>

  function describe(fault: { instancePath: string; message: string; params: object }): string {
    const missing = (fault.params as { requiredProperties?: string[] }).requiredProperties
    if (missing) return missing.map((name) => `  ${name}: is required (${descriptionOf(name)})`).join('\n')
    const name = fault.instancePath.split('/')[1] ?? ''
    return `  ${name}: ${fault.message} (${descriptionOf(name)})`
  }
  function descriptionOf(name: string): string {
    return String((schema.properties[name] as { description?: string } | undefined)?.description ?? '')
  }
}

/** The configuration as it may be logged: secrets are `***`. */
export function printable(schema: TObject, config: object): Record<string, unknown> {
  const isSecret = (name: string) => (schema.properties[name] as { secret?: boolean } | undefined)?.secret === true
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, isSecret(name) ? '***' : value]))
}
