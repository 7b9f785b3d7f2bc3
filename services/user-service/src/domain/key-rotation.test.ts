import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planRotation, signingKey } from './key-rotation.ts'

const DAY_MS = 86_400_000
const at = (time: string) => new Date(`2026-11-${time}:00Z`)
const first = { kid: 'first', signsFrom: at('20T12:00') }
const second = { kid: 'second', signsFrom: at('21T12:00') }

describe('the rotation of keys', () => {
  it('begins with a key that signs at once', () => {
    assert.deepEqual(planRotation([], at('20T12:00'), DAY_MS), { makeSigningFrom: at('20T12:00'), forget: [] })
  })

  it('makes the next key an hour ahead, and only one', () => {
    const nothing = { makeSigningFrom: undefined, forget: [] }
    assert.deepEqual(planRotation([first], at('21T10:59'), DAY_MS), nothing)
    assert.deepEqual(planRotation([first], at('21T11:00'), DAY_MS), { ...nothing, makeSigningFrom: at('21T12:00') })
    assert.deepEqual(planRotation([first, second], at('21T11:30'), DAY_MS), nothing)
  })

  it('after a long rest still publishes the next key an hour before it signs', () => {
    assert.deepEqual(planRotation([first], at('29T08:00'), DAY_MS).makeSigningFrom, at('29T09:00'))
  })

  it('forgets a key a quarter of an hour after the next one signs: five minutes of tokens, ten for clocks that differ', () => {
    assert.deepEqual(planRotation([second, first], at('21T12:14'), DAY_MS).forget, [])
    assert.deepEqual(planRotation([second, first], at('21T12:15'), DAY_MS).forget, ['first'])
  })

  it('signs with the latest key whose time has come', () => {
    assert.equal(signingKey([second, first], at('21T11:59'))?.kid, 'first')
    assert.equal(signingKey([second, first], at('21T12:00'))?.kid, 'second')
    assert.equal(signingKey([second], at('21T11:59')), undefined)
  })
})
