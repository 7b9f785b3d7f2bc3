import path from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { root } from '../web-apps/inputs.ts'
import { runsAlone } from './files.ts'
import type { TestOptions } from './options.ts'

const COUNT = /ℹ (?<what>tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) (?<count>[\d.]+)/

interface Skipped {
  readonly file: string
  readonly name: string
  readonly reason: string
}

interface Outcome {
  readonly skipped: Skipped[]
  /** The runner's own, of all files. */
  readonly counts: Map<string, number>
  passed: boolean
}

/**
 * Runs each file in a process of its own and shows what happens as it happens.
 * @returns whether everything passed; with `CI=true` a skipped test is a failure
 */
export async function runFiles(files: readonly string[], options: TestOptions): Promise<boolean> {
  const outcome: Outcome = { skipped: [], counts: new Map(), passed: true }
  const together = files.filter((file) => !runsAlone(file))
  await runSome(together, options, outcome)
  await runSome(files.filter(runsAlone), { ...options, concurrency: 1 }, outcome)

  const { skipped, counts, passed } = outcome
  for (const { file, name, reason } of skipped) console.log(`skipped: ${file}: ${name}: ${reason}`)
  const mayBeSkipped = skipped.length === 0 || process.env['CI'] !== 'true'
  if (!mayBeSkipped) console.log(`${skipped.length} skipped, which CI=true does not allow`)
  // The count is the last word, also after the details of what failed.
  for (const [what, count] of counts) console.log(`ℹ ${what} ${count}`)
  return passed && mayBeSkipped
}

async function runSome(files: readonly string[], options: TestOptions, outcome: Outcome): Promise<void> {
  if (files.length === 0) return
  const stream = run({
    files: files.map((file) => path.join(root, file)),
    cwd: root,
    concurrency: options.concurrency,
    timeout: options.timeoutMs,
    ...(options.namePatterns.length > 0 && {
      testNamePatterns: options.namePatterns.map((pattern) => new RegExp(pattern)),
    }),
  })
  stream.on('test:fail', ({ todo }) => {
    if (todo === undefined) outcome.passed = false
  })
  stream.on('test:pass', ({ name, file, skip }) => {
    if (skip !== undefined)
      outcome.skipped.push({
        name,
        file: path.relative(root, file ?? ''),
        reason: skip === true ? 'no reason given' : String(skip),
      })
  })
  for await (const chunk of stream.compose(new spec())) {
    const { what, count } = COUNT.exec(String(chunk))?.groups ?? {}
    if (what === undefined) process.stdout.write(String(chunk))
    else outcome.counts.set(what, (outcome.counts.get(what) ?? 0) + Number(count))
  }
}
