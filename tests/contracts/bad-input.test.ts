import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { RouteSpec } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { serviceToken } from '@mallhive/testkit'
import fc from 'fast-check'
import { anyOf, sampleOf, wrongOnes } from '../surroundings/arbitrary.ts'
import { countRows } from '../surroundings/rows.ts'
import { userApi, type Session } from '@mallhive/user-service/contract'
import { ADMIN, expected, runServices, type RunningServices } from '../surroundings/services.ts'
import { everyOperation, fittingCall, send, type Operation } from './every-operation.ts'

const RANDOM_CALLS = 12

interface Asked {
  readonly body?: string
  readonly query?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly params?: Readonly<Record<string, string>>
}

describe('bad input, made from every operation’s own schema (R16)', () => {
  const closings: (() => unknown)[] = []
  let running: RunningServices
  let admin: Session

  before(async () => {
    running = await runServices({ after: (work) => void closings.unshift(work as () => unknown) })
    admin = expected(201, await running.client(userApi).signIn({ body: ADMIN }))
  })
  after(async () => {
    for (const close of closings) await close()
  })

  for (const operation of everyOperation) {
    const { service, spec } = operation
    if (spec.body) {
      it(`${service} ${spec.operationId} names the wrong field of its body and changes nothing`, async () => {
        const ask = await asker(operation)
        const before = await countRows(running.database(service))
        for (const wrong of wrongOnes(spec.body!, sampleOf(spec.body!), 'body')) {
          const answer = await ask({ body: JSON.stringify(wrong.value) })
          assert.equal(
            answer.body?.code,
            'request.invalid',
            `${wrong.field} = ${JSON.stringify(wrong.value).slice(0, 100)}: ${answer.status} ${answer.text.slice(0, 300)}`,
          )
          const fields = answer.body.errors?.map((error) => error.field) ?? []
          assert.ok(
            fields.some((field) => wrong.field.startsWith(field) || field.startsWith(wrong.field)),
            `${wrong.field} is not among ${fields.join(', ')}`,
          )
        }
        assert.deepEqual(await countRows(running.database(service)), before)
      })

      it(`${service} ${spec.operationId} refuses what is no JSON, too deep, too large or of another kind`, async () => {
        const ask = await asker(operation)
        const before = await countRows(running.database(service))
        const codeOf = async (call: Parameters<typeof ask>[0]) => {
          const answer = await ask(call)
          assert.match(answer.type, /^application\/problem\+json/, answer.text.slice(0, 200))
          return answer.body?.code
        }
        assert.equal(await codeOf({ body: '{"a":' }), 'request.malformed')
        assert.equal(await codeOf({ body: '' }), 'request.malformed')
        assert.equal(await codeOf({ body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }), 'request.invalid')
        assert.equal(await codeOf({ body: '{"__proto__":{"roles":["admin"]}}' }), 'request.malformed')
        assert.equal(
          await codeOf({ body: JSON.stringify({ x: 'x'.repeat((spec.bodyBytesMax ?? 262_144) + 1) }) }),
          'request.too_large',
        )
        assert.equal(
          await codeOf({ body: '<a/>', headers: { 'content-type': 'application/xml' } }),
          'request.media_type',
        )
        assert.deepEqual(await countRows(running.database(service)), before)
      })
    }

    it(`${service} ${spec.operationId} never fails on what fits its description`, async () => {
      const ask = await asker(operation)
      const calls = fc.record({
        body: spec.body ? anyOf(spec.body) : fc.constant(undefined),
        query: spec.query ? anyOf(spec.query) : fc.constant({}),
      })
      for (const { body, query } of fc.sample(calls, { seed: 42, numRuns: RANDOM_CALLS })) {
        const answer = await ask({ ...(body !== undefined && { body: JSON.stringify(body) }), query: query as object })
        assert.ok(
          answer.status < 500,
          `${JSON.stringify({ body, query }).slice(0, 500)}: ${answer.status} ${answer.text.slice(0, 300)}`,
        )
        if (answer.status >= 400) assert.match(answer.type, /^application\/problem\+json/)
      }
    })

    it(`${service} ${spec.operationId} names the wrong field of its address`, async () => {
      const ask = await asker(operation)
      for (const [name, value] of Object.entries(wrongQuery(spec))) {
        const answer = await ask({ query: { [name]: value } })
        assert.equal(
          answer.body?.code,
          'request.invalid',
          `${name}=${value}: ${answer.status} ${answer.text.slice(0, 200)}`,
        )
        assert.ok(
          answer.body.errors?.some((error) => error.field.startsWith(`query/${name}`)),
          answer.text,
        )
      }
      for (const [name, schema] of Object.entries(propertiesOf(spec.params))) {
        // A free text fits whatever one writes.
        if (name === spec.owner || !(schema.format ?? schema.pattern)) continue
        const answer = await ask({ params: { [name]: '\ud83d\ude00 ../..' } })
        assert.ok(answer.status === 400 || answer.status === 404, `${name}: ${answer.status}`)
      }
    })
  }

  /** Asks as somebody who may: each operation has a shopper of its own, so that trying to sign out disturbs nobody. */
  async function asker(operation: Operation) {
    const shopper = expected(201, await running.client(userApi).createGuest({ body: {} }))
    const authorization = await bearer(operation.spec, shopper)
    return async ({ body, query = {}, headers = {}, params }: Asked) => {
      const call = fittingCall(operation, { owner: shopper.user.id, ...(params && { params }) })
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(query)) {
        for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item))
      }
      const url = search.size > 0 ? `${call.url}?${search}` : call.url
      const request = { ...call, url, ...(body !== undefined && { body }), headers: { ...call.headers, ...headers } }
      return send(running.address(operation.service), request, { authorization, 'idempotency-key': newId() })
    }
  }

  async function bearer(spec: RouteSpec, shopper: Session): Promise<string | undefined> {
    const named = spec.access.find((access) => access.startsWith('service:'))
    if (spec.access.includes('owner') || spec.access.includes('user')) return `Bearer ${shopper.accessToken}`
    if (spec.access.includes('admin')) return `Bearer ${admin.accessToken}`
    return named === undefined ? undefined : `Bearer ${await serviceToken(named.slice('service:'.length))}`
  }

  function wrongQuery(spec: RouteSpec): Record<string, string> {
    return Object.fromEntries(
      Object.entries(propertiesOf(spec.query)).flatMap(([name, schema]) => {
        if (schema.type === 'integer') return [[name, 'many']]
        if (schema.type === 'boolean') return [[name, 'maybe']]
        return schema.maxLength === undefined ? [] : [[name, 'x'.repeat(schema.maxLength + 1)]]
      }),
    )
  }
})

interface Property {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly maxLength?: number
}
const propertiesOf = (schema: unknown) =>
  (schema as { properties?: Record<string, Property> } | undefined)?.properties ?? {}
