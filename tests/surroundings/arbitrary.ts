import fc from 'fast-check'
import type { TSchema } from 'typebox'

/** The part of JSON Schema that contracts use. */
interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
}

const TEXT_MAX = 40
const ITEMS_MAX = 3

/** Any value that fits a contract's schema, so that tests need no examples by hand. */
export function anyOf(schema: TSchema): fc.Arbitrary<unknown> {
  return arbitrary(schema as Schema)
}

/** One value that fits, the same at every run: the simplest that the seed gives. */
export function sampleOf(schema: TSchema, seed = 7): unknown {
  return fc.sample(anyOf(schema), { seed, numRuns: 1 })[0]
}

function arbitrary(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitrary))
  switch (schema.type) {
    case 'object':
      return objects(schema)
    case 'array':
      return (schema.uniqueItems ? fc.uniqueArray : fc.array)(arbitrary(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? ITEMS_MAX, ITEMS_MAX)),
      })
    case 'string':
      return texts(schema)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 })
    case 'number':
      return fc.double({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000, noNaN: true })
    case 'boolean':
      return fc.boolean()
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}

function objects({ properties = {}, required = [], minProperties = 0 }: Schema): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, arbitrary(schema)]))
  const any = fc.record(model, { requiredKeys: [...required] })
  return minProperties > 0 ? any.filter((value) => Object.keys(value).length >= minProperties) : any
}

function texts({ format, pattern, minLength = 0, maxLength = TEXT_MAX }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid({ version: 7 })
  if (format === 'email') return fc.stringMatching(/^[a-z]{3,12}@[a-z]{3,8}\.example$/)
  if (format === 'uri') return fc.stringMatching(/^https:\/\/[a-z]{3,8}\.example\/[a-z]{0,8}$/)
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString())
  if (format === 'date')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
  if (pattern !== undefined)
    return fc
      .stringMatching(new RegExp(pattern, 'u'))
      .filter((text) => text.length >= minLength && text.length <= maxLength && isStorable(text))
  const most = Math.max(minLength, Math.min(maxLength, TEXT_MAX))
  return fc
    .string({ minLength, maxLength: most, unit: 'grapheme' })
    .filter((text) => [...text].length <= most && text.length >= minLength && isStorable(text))
}

const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed()

/** A value that breaks its schema at one place, and the place. */
export interface Wrong {
  readonly field: string
  readonly value: unknown
}

/** Ways to break a fitting value: each property missing, of a wrong type, too long, too large, or unknown. */
export function wrongOnes(schema: TSchema, good: unknown, field: string): Wrong[] {
  return breaks(schema as Schema, good, field)
}

function breaks(schema: Schema, good: unknown, field: string): Wrong[] {
  const here = wrongValues(schema).map((value) => ({ field, value }))
  if (schema.type !== 'object' || typeof good !== 'object' || good === null) return here
  const object = good as Readonly<Record<string, unknown>>
  const missing = (schema.required ?? []).map((name) => ({
    field: `${field}/${name}`,
    value: Object.fromEntries(Object.entries(object).filter(([key]) => key !== name)),
  }))
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    breaks(inner, object[name], `${field}/${name}`).map((wrong) => ({
      field: wrong.field,
      value: { ...object, [name]: wrong.value },
    })),
  )
  return [...here, ...missing, ...inside]
}

function wrongValues(schema: Schema): unknown[] {
  if (schema.anyOf || schema.enum || schema.const !== undefined) return ['none of these', { surprise: true }]
  switch (schema.type) {
    case 'object':
      return ['text', [1], 5, null]
    case 'array':
      return [
        { a: 1 },
        7,
        ...(schema.maxItems !== undefined ? [Array.from({ length: schema.maxItems + 1 }, () => null)] : []),
      ]
    case 'string':
      return [
        5,
        { a: 1 },
        ['x', 'y'],
        'half a \ud800 character',
        'nul \u0000',
        ...(schema.maxLength !== undefined ? ['é'.repeat(schema.maxLength + 1)] : []),
      ]
    case 'integer':
      return [
        'many',
        1.5,
        { a: 1 },
        1e300,
        ...(schema.minimum !== undefined ? [schema.minimum - 1] : []),
        ...(schema.maximum !== undefined ? [schema.maximum + 1] : []),
      ]
    case 'boolean':
      return ['maybe', 7, []]
    default:
      return []
  }
}
