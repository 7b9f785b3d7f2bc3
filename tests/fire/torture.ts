// npm run torture [-- --runs 10000 --from 1 --chance 0.02 --lanes 2]: crowds in shops whose services die and whose connections fail, each run from its seed.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startTestServer } from '@mallhive/testkit/postgres-server'
import { commandFor, type Told } from './seeds.ts'

const USAGE = `npm run torture [-- --runs <n>] [--from <seed>] [--chance <0…1>] [--lanes <n>]

Lets crowds shop while services die and connections fail, as each seed wants it, and compares the books afterwards.
  --runs    how many seeds (10000)
  --from    the first seed (1); a seed that failed is run alone by --from <seed> --runs 1
  --chance  how likely trouble befalls each effect (0.02)
  --lanes   processes, each with a shop of its own (as many as there are processors, at most 4)`
const LANES_MAX = 4

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    chance: { type: 'string', default: '0.02' },
    lanes: { type: 'string', default: String(Math.min(LANES_MAX, availableParallelism())) },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const [runs, from, chance] = [Number(values.runs), Number(values.from), Number(values.chance)]
const lanes = Math.min(Number(values.lanes), runs)
const server = await startTestServer()
const began = Date.now()
const sums = { runs: 0, orders: 0, deaths: 0, stuckMs: 0 }
const failed: number[] = []
const running: ChildProcess[] = []

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, finish)
await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(from + lane)))
await server.stop()
finish()

function finish(): never {
  // Before their database goes, which would only make them complain.
  for (const lane of running) lane.kill('SIGKILL')
  process.stdout.write(
    `\n${sums.runs} runs, ${sums.orders} orders, ${sums.deaths} deaths, an order came to its end within ${sums.stuckMs / 1_000} s of shop time, ${failed.length} failed\n`,
  )
  for (const seed of failed.sort((a, b) => a - b)) process.stdout.write(`seed ${seed} failed: ${commandFor(seed)}\n`)
  process.exit(failed.length > 0 || sums.runs < runs ? 1 : 0)
}

async function runLane(first: number): Promise<void> {
  const lane = fork(
    fileURLToPath(new URL('torture-lane.ts', import.meta.url)),
    [first, from + runs - 1, lanes, chance].map(String),
    { env: { ...process.env, TEST_POSTGRES_URL: server.url } },
  )
  running.push(lane)
  lane.on('message', (told) => hear(told as Told))
  await once(lane, 'exit')
}

function hear({ seed, outcome }: Told): void {
  sums.runs += 1
  sums.orders += outcome.orders
  sums.deaths += outcome.deaths
  sums.stuckMs = Math.max(sums.stuckMs, outcome.stuckMs)
  if (outcome.faults.length > 0) {
    failed.push(seed)
    process.stderr.write(`\nseed ${seed} broke a promise:\n  ${outcome.faults.join('\n  ')}\n`)
  }
  showProgress(seed)
}

function showProgress(seed: number): void {
  const done = sums.runs / runs
  const minutesLeft = ((Date.now() - began) / done - (Date.now() - began)) / 60_000
  const bar = '█'.repeat(Math.round(done * 30)).padEnd(30, '░')
  const line = `${bar} ${sums.runs} of ${runs}, seed ${seed}, ${sums.deaths} deaths, ${failed.length} failed, ${minutesLeft.toFixed(1)} min left`
  if (process.stderr.isTTY) process.stderr.write(`\r${line}`)
  else if (sums.runs % 100 === 0) process.stderr.write(`${line}\n`)
}
