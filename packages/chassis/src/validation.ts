import type { Problem, RouteSpec } from '@mallhive/contract'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

export type Faults = NonNullable<Problem['errors']>
type Part = 'params' | 'query' | 'headers' | 'body'
const PARTS = ['params', 'query', 'headers', 'body'] as const
const FAULTS_MAX = 20
/** Far more than any contract needs, far less than what makes a recursive check fail. */
const DEPTH_MAX = 32

/** Compiles an operation's schemas once. The check converts what arrives as text, fills in defaults and names every wrong field. */
export function requestCheck(
  spec: RouteSpec,
): (call: Readonly<Partial<Record<Part, unknown>>>) => { parts: Record<Part, unknown>; faults: Faults } {
  const checks = PARTS.flatMap((part) => {
    const schema = spec[part]
    if (!schema) return []
    const hasDefaults = JSON.stringify(schema).includes('"default":')
    return [{ part, schema, compiled: Compile(schema), convert: part !== 'body', hasDefaults }]
  })
  return (call) => {
    const parts: Record<Part, unknown> = { params: undefined, query: undefined, headers: undefined, body: undefined }
    const faults: { field: string; message: string }[] = []
    for (const { part, schema, compiled, convert, hasDefaults } of checks) {
      const given = call[part] ?? (part === 'body' ? undefined : {})
      const harm = findHarm(given)
      if (harm) {
        faults.push({ field: `${part}${harm.path ?? ''}`, message: harm.message })
        continue
      }
      const converted = convert ? Value.Convert(schema, given) : given
      const filled = hasDefaults ? Value.Default(schema, converted) : converted
      if (!compiled.Check(filled)) faults.push(...describe(part, filled, schema))
      parts[part] = filled
    }
    return { parts, faults: faults.slice(0, FAULTS_MAX) }
  }
}

function describe(part: Part, value: unknown, schema: TSchema): Faults {
  const errors = Value.Errors(schema, value)
  // A union reports every branch; the sentence about the union itself says enough.
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath)
  return errors
    .filter(
      (error) =>
        error.keyword === 'anyOf' ||
        !unions.some((path) => error.instancePath === path || error.instancePath.startsWith(`${path}/`)),
    )
    .flatMap(({ instancePath, message, params, keyword }) => {
      const { requiredProperties, additionalProperties, allowedValues } = params as {
        requiredProperties?: string[]
        additionalProperties?: string[]
        allowedValues?: unknown[]
      }
      if (keyword === 'boolean') return []
      if (keyword === 'anyOf') return [{ field: `${part}${instancePath}`, message: choices(instancePath) ?? message }]
      const at = (name: string) => `${part}${instancePath}/${name}`
      if (requiredProperties) return requiredProperties.map((name) => ({ field: at(name), message: 'is required' }))
      if (additionalProperties)
        return additionalProperties.map((name) => ({ field: at(name), message: 'is not known here' }))
      if (keyword === 'enum' && allowedValues)
        return [{ field: `${part}${instancePath}`, message: `must be one of ${allowedValues.join(', ')}` }]
      return [{ field: `${part}${instancePath}`, message }]
    })

  /** A union of words says which. */
  function choices(path: string): string | undefined {
    const words = errors.flatMap(({ instancePath, keyword, params }) =>
      instancePath === path && keyword === 'const' ? [(params as { allowedValue: unknown }).allowedValue] : [],
    )
    return words.length > 0 ? `must be one of ${words.join(', ')}` : undefined
  }
}

/**
 * What no schema speaks of: too many levels, which break whatever is recursive, and what PostgreSQL does not store: U+0000 and unpaired
 * surrogates. Said here once, so that no store fails on them.
 */
function findHarm(value: unknown, depth = 0): { path?: string; message: string } | undefined {
  if (typeof value === 'string')
    return value.includes('\u0000') || !value.isWellFormed()
      ? { path: '', message: 'must not contain the character U+0000 or half a character' }
      : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === DEPTH_MAX) return { message: `must not be nested deeper than ${DEPTH_MAX} levels` }
  for (const key of Object.keys(value)) {
    const harm = findHarm((value as Record<string, unknown>)[key], depth + 1)
    if (harm?.path !== undefined) return { ...harm, path: `/${key}${harm.path}` }
    if (harm) return harm
  }
  return undefined
}
