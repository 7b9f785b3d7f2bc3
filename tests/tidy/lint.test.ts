import assert from 'node:assert/strict'
import path from 'node:path'
import { it } from 'node:test'
import { root, tool } from './tree.ts'

const FOLDERS = ['packages', 'services', 'apps', 'web', 'bench', 'tests', 'scripts']
const canary = path.join(root, 'tests/tidy/fixtures/canary')

it('the type-aware rules find nothing', async () => {
  const { code, output } = await tool('oxlint', [
    '--type-aware',
    '--ignore-pattern',
    '**/fixtures/**',
    '--format',
    'unix',
    ...FOLDERS,
  ])
  assert.equal(code, 0, output)
})

it('each rule catches the fault that was planted for it', async () => {
  const { output } = await tool('oxlint', ['--type-aware', '--format', 'json', '.'], canary)
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string }[] }
  const caught = [...new Set(diagnostics.map(({ code }) => code.replace(/^.*\((.*)\)$/, '$1')))].sort()
  assert.deepEqual(caught, [
    'await-thenable',
    'ban-ts-comment',
    'no-explicit-any',
    'no-floating-promises',
    'no-misused-promises',
    'no-unused-vars',
    'switch-exhaustiveness-check',
  ])
})
