import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Id, route } from '@mallhive/contract'
import { Type } from 'typebox'
import { requestCheck } from './validation.ts'

const check = requestCheck(
  route({
    operationId: 'x',
    summary: 'X',
    method: 'POST',
    path: '/:id',
    access: ['public'],
    params: Type.Object({ id: Id }),
    query: Type.Object({
      tag: Type.Optional(Type.Array(Type.String())),
      limit: Type.Optional(Type.Integer({ minimum: 1, default: 24 })),
    }),
    body: Type.Object(
      { kind: Type.Union([Type.Literal('a'), Type.Literal('b')]), note: Type.Optional(Type.String({ maxLength: 5 })) },
      { additionalProperties: false },
    ),
    replies: { 200: Type.Object({}) },
  }),
)
const id = '01939d5c-7b5c-7a3e-8f6e-1c2d3e4f5a6b'

describe('request validation', () => {
  it('turns text of the address into what the schema says and fills in defaults', () => {
    const { parts, faults } = check({ params: { id }, query: { tag: 'tea' }, body: { kind: 'a' } })
    assert.deepEqual(faults, [])
    assert.deepEqual(parts, {
      params: { id },
      query: { tag: ['tea'], limit: 24 },
      headers: undefined,
      body: { kind: 'a' },
    })
  })

  it('names every wrong field in words', () => {
    const { faults } = check({
      params: { id: 'x' },
      query: { limit: '0' },
      body: { kind: 'c', note: 'too long', extra: 1 },
    })
    assert.deepEqual(faults, [
      { field: 'params/id', message: 'must match format "uuid"' },
      { field: 'query/limit', message: 'must be >= 1' },
      { field: 'body/extra', message: 'is not known here' },
      { field: 'body/kind', message: 'must be one of a, b' },
      { field: 'body/note', message: 'must not have more than 5 characters' },
    ])
  })

  it('does not turn a body’s text into numbers', () => {
    assert.deepEqual(check({ params: { id }, body: { kind: 5 } }).faults, [
      { field: 'body/kind', message: 'must be one of a, b' },
    ])
    assert.deepEqual(check({ params: { id } }).faults, [{ field: 'body', message: 'must be object' }])
  })

  it('refuses text that no database can store', () => {
    for (const note of ['\u0000', '\ud800']) {
      assert.deepEqual(check({ params: { id }, body: { kind: 'a', note } }).faults, [
        { field: 'body/note', message: 'must not contain the character U+0000 or half a character' },
      ])
    }
  })

  it('refuses what is nested too deep, without falling over it', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    assert.deepEqual(check({ params: { id }, body: deep }).faults, [
      { field: 'body', message: 'must not be nested deeper than 32 levels' },
    ])
  })
})
