import assert from 'node:assert/strict'
import { it } from 'node:test'
import { unknownOption } from './unknown-option.ts'

const known = { 'dry-run': {}, url: {}, file: {} }

it('finds what is misspelt, in every way of typing it', () => {
  const typed = [['--dryrun'], ['a.csv', '--dry_run'], ['-n'], ['--dry-run', '--uri=x'], ['--dry-run', '--', '--x']]
  assert.deepEqual(
    typed.map((words) => unknownOption(words, known)),
    ['--dryrun', '--dry_run', '-n', '--uri=x', undefined],
  )
})

it('lets pass what the command has, and values that are no options', () => {
  assert.equal(
    unknownOption(['a.csv', '--dry-run', '--no-dry-run', '--url', 'http://x', '--url=-1', '-'], known),
    undefined,
  )
})
