import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tool } from './tree.ts'

it('the compiler has no complaint', async () => {
  const { code, output } = await tool('tsc', ['--project', '.', '--noEmit', '--pretty', 'false'])
  assert.equal(code, 0, output)
})
