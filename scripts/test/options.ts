/** One more than the cores of a small machine: many tests wait, for a time-out or for a process. */
const AT_ONCE = 3
/** For one file with all its tests, on a busy machine. */
const FILE_TIMEOUT_MS = 300_000

export interface TestOptions {
  readonly help: boolean
  readonly paths: readonly string[]
  readonly namePatterns: readonly string[]
  readonly concurrency: number
  readonly timeoutMs: number
}

export const USAGE = `npm test                                  all tests
npm test -- services/cart-service         the files whose path contains this (several: any of them)
npm test -- tests/tidy/lint               one of the tidy tests
npm test -- --name "merge"                the tests whose name matches this regular expression
npm test -- --concurrency 4               files at the same time (${AT_ONCE} unless told)
npm test -- --timeout 60                  seconds for one file (${FILE_TIMEOUT_MS / 1000} unless told)

Tests that need an engine which this machine has not are skipped and listed at the end; with CI=true they fail.
Files named *.alone.test.ts compare times: they run last, one after the other.
One file alone, for a debugger: node scripts/run.mjs --bin node --test <file>`

/** Throws what is wrong with the arguments, in words for people. */
export function readOptions(args: readonly string[]): TestOptions {
  const paths: string[] = []
  const namePatterns: string[] = []
  let [concurrency, timeoutMs] = [AT_ONCE, FILE_TIMEOUT_MS]
  const rest = [...args]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [option, attached] = word.split(/=(.*)/s)
    const value = () => attached ?? rest.shift() ?? stop(`${option} needs a value`)
    if (option === '--help' || option === '-h') return { help: true, paths, namePatterns, concurrency, timeoutMs }
    if (option === '--name' || option === '--test-name-pattern') namePatterns.push(value())
    else if (option === '--concurrency') concurrency = positive(option, value())
    else if (option === '--timeout') timeoutMs = positive(option, value()) * 1000
    else if (word.startsWith('-')) stop(`there is no option ${word}`)
    else paths.push(word)
  }
  return { help: false, paths, namePatterns, concurrency, timeoutMs }
}

function positive(option: string, text: string): number {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : stop(`${option} needs a whole number above 0, not ${text}`)
}

function stop(message: string): never {
  console.error(`${message}\n\n${USAGE}`)
  process.exit(2)
}
