// npm run torture [-- --runs 10000 --from 1 --chance 0.02]: crowds in shops whose services die and whose connections fail, each run from its seed.
import { parseArgs } from 'node:util'
import { startTestServer } from '@mallhive/testkit/postgres-server'
import { runSeeds } from './seeds.ts'

const USAGE = `npm run torture [-- --runs <n>] [--from <seed>] [--chance <0…1>]

Lets crowds shop while services die and connections fail, as each seed wants it, and compares the books afterwards.
  --runs    how many seeds, one after the other (10000)
  --from    the first seed (1); a seed that failed is run alone by --from <seed> --runs 1
  --chance  how likely trouble befalls each effect (0.02)`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    chance: { type: 'string', default: '0.02' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const [runs, from, chance] = [Number(values.runs), Number(values.from), Number(values.chance)]
const server = await startTestServer()
process.env['TEST_POSTGRES_URL'] = server.url
const began = Date.now()
const sums = { runs: 0, failed: 0, orders: 0, deaths: 0, stuckMs: 0 }

await runSeeds(
  Array.from({ length: runs }, (_, index) => from + index),
  ({ seed, outcome }) => {
    sums.runs += 1
    sums.orders += outcome.orders
    sums.deaths += outcome.deaths
    sums.stuckMs = Math.max(sums.stuckMs, outcome.stuckMs)
    if (outcome.faults.length > 0) {
      sums.failed += 1
      process.stderr.write(`\nseed ${seed} broke a promise:\n  ${outcome.faults.join('\n  ')}\n`)
    }
    showProgress()
  },
  chance,
)
await server.stop()
process.stdout.write(
  `\n${sums.runs} runs, ${sums.orders} orders, ${sums.deaths} deaths, an order came to its end within ${sums.stuckMs / 1_000} s of shop time, ${sums.failed} failed\n`,
)
process.exit(sums.failed > 0 ? 1 : 0)

function showProgress(): void {
  const done = sums.runs / runs
  const minutesLeft = ((Date.now() - began) / done - (Date.now() - began)) / 60_000
  const bar = '█'.repeat(Math.round(done * 30)).padEnd(30, '░')
  const line = `${bar} ${sums.runs} of ${runs}, ${sums.deaths} deaths, ${sums.failed} failed, ${minutesLeft.toFixed(1)} min left`
  if (process.stderr.isTTY) process.stderr.write(`\r${line}`)
  else if (sums.runs % 100 === 0) process.stderr.write(`${line}\n`)
}
