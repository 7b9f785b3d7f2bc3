import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tool } from './tree.ts'

it('no file and no export is unused', async () => {
  const { code, output } = await tool('knip', ['--no-progress', '--no-config-hints'])
  assert.equal(code, 0, output)
})
