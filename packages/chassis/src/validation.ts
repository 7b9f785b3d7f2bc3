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
    return schema ? [{ part, schema, compiled: Compile(schema), convert: part !== 'body' }] : []
  })
  return (call) => {
    const parts: Record<Part, unknown> = { params: undefined, query: undefined, headers: undefined, body: undefined }
    const faults: { field: string; message: string }[] = []
    for (const { part, schema, compiled, convert } of checks) {
      const given = call[part] ?? (part === 'body' ? undefined : {})
      if (isTooDeep(given)) {
        faults.push({ field: part, message: `must not be nested deeper than ${DEPTH_MAX} levels` })
        continue
      }
      const filled = Value.Default(schema, convert ? Value.Convert(schema, given) : given)
      if (!compiled.Check(filled)) faults.push(...describe(part, filled, schema))
      const unstorable = findUnstorable(filled, part)
      if (unstorable !== undefined)
        faults.push({ field: unstorable, message: 'must not contain the character U+0000 or half a character' })
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

/** PostgreSQL stores neither U+0000 nor unpaired surrogates; said here once, so that no store fails on them. */
function findUnstorable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    const found = findUnstorable(item, `${path}/${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** Level by level and not by recursion, which is what a deep value is meant to break. */
function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) return true
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}
