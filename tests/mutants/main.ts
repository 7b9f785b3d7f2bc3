// npm run mutants: takes the guards of the shop out, one by one, in a copy of the repository, and shows which test notices.
import path from 'node:path'
import { startTestServer } from '@mallhive/testkit/postgres-server'
import { copyOf } from './copy.ts'
import { faultOf, type Mutant } from './mutant.ts'
import { readOptions, USAGE, type Options } from './options.ts'
import { failuresOf } from './run-tests.ts'
import { tableOf } from './table.ts'
import { tryOut, type Verdict } from './trial.ts'

const root = path.resolve(import.meta.dirname, '../..')

const options = optionsOrExit()
if (options.help) {
  console.log(USAGE)
  process.exit(0)
}
const faults = options.mutants.flatMap((mutant) => faultOf(mutant, root) ?? [])
if (faults.length > 0) stop(faults.join('\n'))

const copy = copyOf(root)
process.once('exit', copy.remove)
const server = await startTestServer()
process.env['TEST_POSTGRES_URL'] = server.url
const interruption = new AbortController()
const place = { root: copy.root, signal: interruption.signal }
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)

await mustPassUnchanged(options.mutants)
const verdicts: Verdict[] = []
for (const mutant of options.mutants) {
  process.stdout.write(`${verdicts.length + 1}/${options.mutants.length} ${mutant.name}… `)
  const verdict = await tryOut(mutant, place)
  console.log(`${verdict.outcome} (${verdict.seconds.toFixed(1)} s)`)
  verdicts.push(verdict)
}
await server.stop()
console.log(`\n${tableOf(verdicts)}`)
const uncaught = verdicts.filter(({ outcome }) => outcome !== 'caught')
console.log(`\n${verdicts.length - uncaught.length} of ${verdicts.length} caught`)
process.exit(uncaught.length > 0 ? 1 : 0)

/** A test that fails anyway catches nothing. */
async function mustPassUnchanged(mutants: readonly Mutant[]): Promise<void> {
  const files = [...new Set(mutants.flatMap(({ tests }) => tests))]
  process.stdout.write(`${files.length} test files with every guard in place… `)
  const failed = await failuresOf(files, place)
  console.log(failed.length === 0 ? 'pass' : 'fail')
  if (failed.length > 0)
    stop(failed.map(({ file, test, because }) => `${file}: ${test ?? 'the file'}: ${because}`).join('\n'))
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return process.exit(2)
  }
}

/** Whoever interrupts leaves nothing behind: the server and the copy go with this process. */
function interrupted(): void {
  interruption.abort()
  process.exit(130)
}

function stop(words: string): never {
  console.error(words)
  process.exit(1)
}
