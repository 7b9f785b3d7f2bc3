// npm run bench: the mall beside the limits of the same machine in the same run.
import { openBench, type Bench } from './bench.ts'
import { LIMITS, type LimitName } from './limits/limits.ts'
import type { Measured } from './measure.ts'
import { help, readOptions } from './options.ts'
import { loadNow, verdict, writeReport } from './report.ts'
import { figures, type Row } from './row.ts'
import { scenarios, type Scenario } from './scenarios/index.ts'

const options = readOptions(process.argv.slice(2))
if (options === 'help') {
  process.stdout.write(help)
  process.exit(0)
}
if ('fault' in options) {
  process.stderr.write(`${options.fault} See npm run bench -- --help.\n`)
  process.exit(2)
}

const began = new Date()
const loadBefore = loadNow()
const rows: Row[] = []
const limits = new Map<LimitName, Measured>()
const bench = openBench(options, {
  say,
  row(row) {
    rows.push(row)
    say(`  ${[row.what, row.measured, row.ratio, row.target, verdict(row)].filter(Boolean).join(' | ')}`)
  },
  limit(name, measured) {
    limits.set(name, measured)
    say(`  limit ${name}: ${LIMITS[name]} | ${figures(measured)}`)
  },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void bench.close().finally(() => process.exit(130)))

const broken: string[] = []
try {
  for (const [index, scenario] of options.chosen.entries()) {
    say(`[${index + 1}/${options.chosen.length}] ${scenario.name}: ${scenario.about}`)
    await bench.settled()
    if (!(await tried(scenario, bench))) broken.push(scenario.name)
  }
} finally {
  await bench.close()
}
const isWhole = options.chosen.length === scenarios.length && broken.length === 0
const { text, file } = writeReport({ began, loadBefore, seconds: options.seconds, limits, rows, isWhole })
process.stdout.write(`\n${text}\nWritten to ${file}\n`)
if (broken.length > 0) say(`Could not be measured: ${broken.join(', ')}.`)
const failed = [...rows, ...limits.values()].some((each) => (each.failed ?? 0) > 0)
process.exit(broken.length > 0 || failed ? 1 : 0)

/** What cannot be measured does not keep the rest from being measured. */
async function tried(scenario: Scenario, on: Bench): Promise<boolean> {
  try {
    await scenario.run(on)
    return true
  } catch (error) {
    say(`  ${scenario.name} could not be measured: ${error instanceof Error ? error.stack : String(error)}`)
    rows.push({ what: scenario.name, measured: 'could not be measured', failed: 1 })
    return false
  }
}

function say(text: string): void {
  const seconds = Math.round((Date.now() - began.getTime()) / 1_000)
  process.stderr.write(`${String(seconds).padStart(4)} s  ${text}\n`)
}
