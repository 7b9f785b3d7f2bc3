import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { route, type Answer } from '@mallhive/contract'
import { Type } from 'typebox'
import { neighbour } from './calls.ts'
import { DeadlineExceeded, Unavailable } from './failures.ts'
import { withRequest } from './request-context.ts'
import { metrics } from './telemetry.ts'

const read = route({
  operationId: 'read',
  summary: 'Read',
  method: 'GET',
  path: '/x',
  access: ['public'],
  replies: { 200: Type.Unknown() },
})
const make = route({
  operationId: 'make',
  summary: 'Make',
  method: 'POST',
  path: '/x',
  access: ['public'],
  replies: { 201: Type.Unknown() },
})
const fine: Answer = { status: 200, body: {} }
const broken: Answer = { status: 503, body: {} }

/** A neighbour that answers from a list, the last for ever, and counts how often it was asked. */
function moody(...answers: (Answer | Error)[]) {
  let asked = 0
  const headers: (string | undefined)[] = []
  const wire = neighbour(
    async (_spec, call) => {
      headers.push(call.headers?.['authorization'])
      const answer = answers[Math.min(asked++, answers.length - 1)]!
      if (answer instanceof Error) throw answer
      return answer
    },
    { target: 'moody', token: async () => 'own-token', metrics: metrics('test') },
  )
  return { wire, asked: () => asked, headers }
}

describe('calls to a neighbour (R17)', () => {
  it('carry the service’s own token', async () => {
    const { wire, headers } = moody(fine)
    assert.deepEqual(await wire(read, {}), fine)
    assert.deepEqual(headers, ['Bearer own-token'])
  })

  it('are asked again after a failure when a repeat is harmless, and never otherwise', async () => {
    const reading = moody(new Error('reset'), broken, fine)
    assert.deepEqual(await reading.wire(read, {}), fine)
    assert.equal(reading.asked(), 3)

    const keyed = moody(broken, { status: 201, body: {} })
    assert.equal((await keyed.wire(make, { headers: { 'idempotency-key': 'key-00000001' } })).status, 201)

    const making = moody(broken, fine)
    await assert.rejects(making.wire(make, {}), Unavailable)
    assert.equal(making.asked(), 1)
  })

  it('give refusals back as they are', async () => {
    const { wire, asked } = moody({ status: 409, body: { code: 'x' } })
    assert.equal((await wire(read, {})).status, 409)
    assert.equal(asked(), 1)
  })

  it('leave a neighbour that keeps failing alone for a while, then try one call', async () => {
    const { wire, asked } = moody(...Array.from({ length: 8 }, () => broken), fine)
    for (let call = 0; call < 8; call++) await assert.rejects(wire(make, {}), Unavailable)
    await assert.rejects(wire(make, {}), /left alone/)
    assert.equal(asked(), 8, 'nobody was asked while the breaker is open')
    await pause(2_100)
    assert.deepEqual(await wire(make, {}), fine)
  })

  it('end when the request’s deadline does', async () => {
    const slow = neighbour(() => pause(5_000, fine, { ref: false }), {
      target: 'slow',
      token: async () => undefined,
      metrics: metrics('test'),
    })
    const context = { requestId: 'request-1', traceparent: '00-0-0-01', deadline: Date.now() + 60 }
    await withRequest(context, () => assert.rejects(slow(make, {}), DeadlineExceeded))
    await withRequest({ ...context, deadline: Date.now() - 1 }, () => assert.rejects(slow(read, {}), DeadlineExceeded))
  })

  it('are asked again within the request’s time when nothing is heard, where a repeat is harmless', async () => {
    const { wire, asked } = falling('silent', 'silent', fine)
    await inRequest(1_200, async () => assert.deepEqual(await wire(read, {}), fine))
    assert.equal(asked(), 3)

    const making = falling('silent', fine)
    await inRequest(100, () => assert.rejects(making.wire(make, {}), DeadlineExceeded))
    assert.equal(making.asked(), 1)
  })

  it('are not made any more when neighbours say nothing, again and again', async () => {
    const { wire, asked } = falling('silent')
    for (let call = 0; call < 8; call++) await inRequest(20, () => assert.rejects(wire(make, {}), DeadlineExceeded))
    await inRequest(20, () => assert.rejects(wire(make, {}), /left alone/))
    assert.equal(asked(), 8)
  })
})

const inRequest = (ms: number, work: () => Promise<unknown>) =>
  withRequest({ requestId: 'request-1', traceparent: '00-0-0-01', deadline: Date.now() + ms }, work)

/** A neighbour who at first says nothing at all. The last of its moods lasts. */
function falling(...moods: (Answer | 'silent')[]) {
  let asked = 0
  const wire = neighbour(
    async () => {
      const mood = moods[Math.min(asked++, moods.length - 1)]!
      return mood === 'silent' ? new Promise<never>(() => undefined) : mood
    },
    { target: 'silent', token: async () => undefined, metrics: metrics('test') },
  )
  return { wire, asked: () => asked }
}
