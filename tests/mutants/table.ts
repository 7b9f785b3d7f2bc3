import type { Verdict } from './trial.ts'

/** Mutant by mutant: the first test that caught it, and how many more did. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const width = Math.max(...verdicts.map(({ mutant }) => mutant.name.length))
  const rows = verdicts.map((verdict) => `${verdict.mutant.name.padEnd(width)}  ${wordsFor(verdict)}`)
  return [`${'mutant'.padEnd(width)}  caught by`, ...rows].join('\n')
}

function wordsFor({ outcome, by, mutant }: Verdict): string {
  if (outcome === 'survived') return `SURVIVED ${mutant.tests.join(', ')}`
  if (outcome === 'broken') return `BROKEN ${by[0]}`
  return by.length > 1 ? `“${by[0]}” and ${by.length - 1} more` : `“${by[0]}”`
}
