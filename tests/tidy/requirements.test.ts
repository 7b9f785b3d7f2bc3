import assert from 'node:assert/strict'
import { it } from 'node:test'
import { exists, none, read } from './tree.ts'

const TABLE = 'docs/requirements.md'
const OPEN = 'not yet'

/** `| R3 | what it says | proof |`, where a proof is paths in backticks, or words for what is open. */
function rows(text: string): { number: string; proof: string }[] {
  return text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^[RP]\d+$/.test(cells[1] ?? ''))
    .map((cells) => ({ number: cells[1] ?? '', proof: cells.at(-2) ?? '' }))
}

function faults(text: string): string[] {
  return rows(text).flatMap(({ number, proof }) => {
    if (proof.toLowerCase().startsWith(OPEN)) return []
    const paths = [...proof.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '').filter((path) => path.includes('/'))
    if (paths.length === 0) return [`${number} names neither a proof in backticks nor "${OPEN}"`]
    return paths.filter((path) => !exists(path)).map((path) => `${number} names \`${path}\`, which does not exist`)
  })
}

it('every proof that docs/requirements.md names exists', () => {
  const text = read(TABLE)
  const numbers = rows(text).map(({ number }) => number)
  assert.ok(numbers.length >= 50, `${TABLE} has ${numbers.length} rows`)
  assert.deepEqual(
    numbers.filter((number, index) => numbers.indexOf(number) !== index),
    [],
    'a number comes twice',
  )
  none(faults(text))
})

it('a proof that is nowhere is found', () => {
  const table = '| R1 | health | `tests/nowhere.test.ts` |\n| R2 | ready | Not yet |\n| P3 | expiry | surely |'
  assert.deepEqual(faults(table), [
    'R1 names `tests/nowhere.test.ts`, which does not exist',
    'P3 names neither a proof in backticks nor "not yet"',
  ])
})
