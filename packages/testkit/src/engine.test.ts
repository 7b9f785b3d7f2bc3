import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { needs } from './engine.ts'

function withEnvironment(t: TestContext, values: Record<string, string>): void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, values)
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

it('skips a test in one line that says what is missing', (t) => {
  withEnvironment(t, { CHROMIUM_PATH: '/nowhere/chromium', CI: 'false' })
  const skipped: (string | undefined)[] = []
  assert.equal(needs({ skip: (reason) => skipped.push(reason) }, 'chromium'), false)
  assert.match(skipped.join(), /^no Chromium or Chrome found: install one/)
})

it('fails instead of skipping with CI=true', (t) => {
  withEnvironment(t, { CHROMIUM_PATH: '/nowhere/chromium', CI: 'true' })
  assert.throws(() => needs({ skip: () => assert.fail('skipped') }, 'chromium'), /nothing is skipped/)
})
