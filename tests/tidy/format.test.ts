import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tool } from './tree.ts'

it('every file is formatted (npm run format does it)', async () => {
  const { code, output } = await tool('biome', ['format', '--max-diagnostics=20', '--colors=off', '.'])
  assert.equal(code, 0, output)
})
