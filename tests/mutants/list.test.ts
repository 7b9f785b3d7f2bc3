import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'
import { MUTANTS } from './list.ts'
import { faultOf } from './mutant.ts'

const root = path.resolve(import.meta.dirname, '../..')

describe('the guards that are taken out by npm run mutants', () => {
  it('are each found once in the code, and the tests that must notice exist', () => {
    assert.deepEqual(
      MUTANTS.flatMap((mutant) => faultOf(mutant, root) ?? []),
      [],
    )
  })

  it('have each a name of its own', () => {
    assert.equal(new Set(MUTANTS.map(({ name }) => name)).size, MUTANTS.length)
  })

  it('are missed when the code has changed, or a test is gone', () => {
    const mutant = MUTANTS[0]!
    const { name, file } = mutant
    assert.equal(
      faultOf({ ...mutant, text: 'not in there' }, root),
      `${name}: its text stands 0 times in ${file}, not once`,
    )
    assert.equal(faultOf({ ...mutant, tests: ['no.test.ts'] }, root), `${name}: there is no no.test.ts`)
    assert.equal(faultOf({ ...mutant, tests: [] }, root), `${name}: no test is named that must catch it`)
  })
})
