import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type as systemName } from 'node:os'
import { fileURLToPath } from 'node:url'
import { POSTGRES_MAJOR } from '@mallhive/local-postgres'
import { CATALOGUE } from './bench.ts'
import { LIMITS, type LimitName } from './limits/limits.ts'
import type { Measured } from './measure.ts'
import { figures, type Row } from './row.ts'

export interface Findings {
  readonly began: Date
  /** Programs that wanted a core before the bench began: with more than a few tenths the figures are noise. */
  readonly loadBefore: number
  readonly seconds: number
  readonly limits: ReadonlyMap<LimitName, Measured>
  readonly rows: readonly Row[]
  readonly isWhole: boolean
}

export const loadNow = (): number => loadavg()[0]!

/** Writes the table to `bench/results/`. Answers its text and where it is. */
export function writeReport(findings: Findings): { text: string; file: string } {
  const text = reportOf(findings)
  const folder = new URL('../results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const date = findings.began.toISOString().slice(0, 10)
  const file = fileURLToPath(new URL(`${date}${findings.isWhole ? '' : '.local'}.md`, folder))
  writeFileSync(file, text)
  return { text, file }
}

function reportOf({ began, loadBefore, seconds, limits, rows }: Findings): string {
  const [cpu] = cpus()
  const minutes = ((Date.now() - began.getTime()) / 60_000).toFixed(1)
  return `# Measured ${began.toISOString().slice(0, 16).replace('T', ' ')} UTC

${systemName()} ${release()}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; load before the run ${loadBefore.toFixed(1)}.
Node ${process.version}, PostgreSQL ${POSTGRES_MAJOR} (fsync and synchronous_commit on), commit ${commit()}. ${CATALOGUE.products.toLocaleString('en')} products × ${CATALOGUE.variants} variants. The mall
is one process with production settings; it, its database and the load generator share the cores. ${seconds} s each, ${minutes} minutes in all. Unless said: 32 connections.
Repeat with \`npm run bench\`; \`npm run bench -- --help\` explains the scenarios.

| Scenario | Measured | Beside the limit | Target | Verdict |
|---|---|---|---|---|
${rows.map(line).join('\n')}

| Limit of this machine in the same run | |
|---|---|
${[...limits].map(([name, measured]) => `| ${name}: ${LIMITS[name]} | ${figures(measured)}${failures(measured.failed)} |`).join('\n')}
`
}

const line = (row: Row) =>
  `| ${row.what} | ${row.measured}${failures(row.failed)} | ${row.ratio ?? ''} | ${row.target ?? ''} | ${verdict(row)} |`

const failures = (failed = 0) => (failed > 0 ? `, **${failed} failed**` : '')

/** In words, and loud where something is not as it must be. */
export function verdict({ isMet, failed = 0 }: Row): string {
  if (failed > 0) return '**failed**'
  if (isMet === undefined) return ''
  return isMet ? 'met' : '**missed**'
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
