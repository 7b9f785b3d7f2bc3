import path from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { root } from '../web-apps/inputs.ts'
import type { TestOptions } from './options.ts'

const COUNT = /ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+/

interface Skipped {
  readonly file: string
  readonly name: string
  readonly reason: string
}

/**
 * Runs each file in a process of its own and shows what happens as it happens.
 * @returns whether everything passed; with `CI=true` a skipped test is a failure
 */
export async function runFiles(files: readonly string[], options: TestOptions): Promise<boolean> {
  const skipped: Skipped[] = []
  let passed = true
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
    if (todo === undefined) passed = false
  })
  stream.on('test:pass', ({ name, file, skip }) => {
    if (skip !== undefined)
      skipped.push({
        name,
        file: path.relative(root, file ?? ''),
        reason: skip === true ? 'no reason given' : String(skip),
      })
  })
  const counts: string[] = []
  for await (const chunk of stream.compose(new spec())) {
    const text = String(chunk)
    // The runner's own count is held back to be the last word, also after the details of what failed.
    if (COUNT.test(text)) counts.push(text)
    else process.stdout.write(text)
  }
  for (const { file, name, reason } of skipped) console.log(`skipped: ${file}: ${name}: ${reason}`)
  const mayBeSkipped = skipped.length === 0 || process.env['CI'] !== 'true'
  if (!mayBeSkipped) console.log(`${skipped.length} skipped, which CI=true does not allow`)
  process.stdout.write(counts.join(''))
  return passed && mayBeSkipped
}
