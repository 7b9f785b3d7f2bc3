import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ourFiles, read } from './tree.ts'

/** What has no place in the repository, and why. Written so that this file does not find itself. */
const FORBIDDEN: readonly [pattern: RegExp, why: string][] = [
  [/(?<![\w.])\/(?:work|root|home\/\w+)\/(?!x\b)[\w.-]+/g, 'a path of one machine'],
  [/\b(?:claude|anthropic|openai|chatgpt|copilot)\b/gi, 'how it was written is no part of what it is'],
  [/\b(?:sub-?agent|language model)s?\b/gi, 'how it was written is no part of what it is'],
  [/\b(?:TODO|FIXME|XXX)\b/g, 'finish it, or write it down where people look'],
  [/<{7} |>{7} /g, 'a merge left open'],
]
const EXCEPT = new Set(['tests/tidy/words.test.ts', 'package-lock.json'])

function faults(file: string, text: string): string[] {
  return FORBIDDEN.flatMap(([pattern, why]) =>
    [...text.matchAll(pattern)].map(
      (match) => `${file}:${text.slice(0, match.index).split('\n').length} "${match[0]}": ${why}`,
    ),
  )
}

it('no machine, tool or unfinished work is mentioned', () => {
  const files = ourFiles('**/*.{ts,tsx,mjs,js,json,md,sql,css,html,yaml,yml,sh}').concat(ourFiles('.ci/*'))
  assert.deepEqual(
    files.filter((file) => !EXCEPT.has(file)).flatMap((file) => faults(file, read(file))),
    [],
  )
})

it('a planted path of a machine is found', () => {
  const planted = `// see ${['', 'work', 'main'].join('/')}/x.ts`
  assert.deepEqual(faults('planted.ts', planted), [
    `planted.ts:1 "${['', 'work', 'main'].join('/')}": a path of one machine`,
  ])
})
