import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeAt, newKey, readKey } from './order-key.ts'

const form = (name: string, value: string) => {
  const data = new FormData()
  data.set(name, value)
  return data
}

test('a key says when its form was made', () => {
  const before = Date.now()
  const key = newKey()
  assert.equal(readKey(form('key', key)), key)
  assert.ok(madeAt(key) >= before && madeAt(key) <= Date.now())
  assert.equal(madeAt('01900000-0000-7000-8000-000000000000'), 0x0190_0000_0000)
})

test('a key that was not made here is none', () => {
  for (const key of ['', 'mine', '01900000-0000-4000-8000-000000000000', "01900000-0000-7000-8000-00000000000'"])
    assert.equal(readKey(form('key', key)), undefined, key)
})
