// npm run torture:kills [-- --each 100 --service order-service]: real processes, killed by SIGKILL while a crowd shops.
import { parseArgs } from 'node:util'
import { serviceNames } from '@mallhive/mall/services'
import { seeded } from '@mallhive/testkit'
import { kills, type Kill, type Victims } from './kills.ts'

const EVERYTHING = 'everything'
const USAGE = `npm run torture:kills [-- --each <n>] [--service <name>]… [--together <n>] [--seed <n>] [--shoppers <n>]

Kills services by SIGKILL while a crowd shops, starts them again at once, and compares the books afterwards.
  --each      how many kills of each (100)
  --service   only this one, or these; "${EVERYTHING}" kills all at the same moment (each service, then ${EVERYTHING})
  --together  how many of them at the same moment, in groups by lot (1)
  --seed      of the moments and the crowd (the time of day)
  --shoppers  how many at once (4)`

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '100' },
    service: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    together: { type: 'string', default: '1' },
    shoppers: { type: 'string', default: '4' },
    help: { type: 'boolean', default: false },
  },
})
const wanted = values.service.length > 0 ? values.service : [...serviceNames, EVERYTHING]
const unknown = wanted.filter((name) => name !== EVERYTHING && !serviceNames.includes(name))
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `There is no ${unknown.join(', ')}.\n\n${USAGE}` : USAGE)
  process.exit(values.help ? 0 : 2)
}
const seed = seeded(Number(values.seed))
const rounds = [...singles(Number(values.each), Number(values.together)), ...everything(Number(values.each))]
const told: Kill[] = []
const began = Date.now()
const closings: (() => unknown)[] = []
const close = async () => {
  for (const each of closings.splice(0).reverse()) await each()
}
// The processes that were killed so far are alive again, and would outlive this one.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(130)))
process.stdout.write(`seed ${values.seed}\n`)
try {
  const { faults, counts, decidedMs } = await kills(
    { after: (work: unknown) => void closings.push(work as () => unknown) },
    {
      rounds,
      shoppers: Number(values.shoppers),
      seed: Number(values.seed),
      tell(kill) {
        told.push(kill)
        showProgress(kill.victims.name)
      },
    },
  )
  process.stdout.write(`\n${table()}\n
${counts.asked} orders asked for: ${counts.confirmed} confirmed, ${counts.declined} declined, ${counts.accepted} accepted and decided later, ${counts.unanswered} never answered
All decided ${(decidedMs / 1_000).toFixed(1)} s after the last restart. ${faults.length} promises broken.
${faults.join('\n')}\n`)
  process.exitCode = faults.length > 0 ? 1 : 0
} finally {
  await close()
}

/** Each of the services so many times, in groups that differ from time to time. */
function singles(each: number, together: number): Victims[] {
  const names = wanted.filter((name) => name !== EVERYTHING)
  return Array.from({ length: each }, (_, time) => {
    const shuffled = names.toSorted((a, b) => seed.fraction(`${a} ${time}`) - seed.fraction(`${b} ${time}`))
    const groups = Array.from({ length: Math.ceil(names.length / together) }, (_, group) =>
      shuffled.slice(group * together, (group + 1) * together),
    )
    return groups.map((services) => ({ name: services.join(', '), services }))
  }).flat()
}

function everything(each: number): Victims[] {
  if (!wanted.includes(EVERYTHING)) return []
  return Array.from({ length: each }, () => ({ name: EVERYTHING, services: serviceNames }))
}

function showProgress(name: string): void {
  const done = told.length / rounds.length
  const minutesLeft = ((Date.now() - began) / done - (Date.now() - began)) / 60_000
  const bar = '█'.repeat(Math.round(done * 30)).padEnd(30, '░')
  const line = `${bar} ${told.length} of ${rounds.length} kills, ${name}, ${minutesLeft.toFixed(1)} min left`
  if (process.stderr.isTTY) process.stderr.write(`\r${line}`)
  else if (told.length % 10 === 0) process.stderr.write(`${line}\n`)
}

function table(): string {
  const rows = wanted.map((name) => {
    const isOf = ({ victims }: Kill) =>
      victims.name === EVERYTHING ? name === EVERYTHING : victims.services.includes(name)
    const own = told.filter(isOf)
    const times = own.map(({ restartMs }) => restartMs).toSorted((a, b) => a - b)
    const seconds = (at: number) => ((times[Math.floor((times.length - 1) * at)] ?? 0) / 1_000).toFixed(2)
    const again = own.filter(({ alsoAtStart }) => alsoAtStart).length
    return `| ${name} | ${own.length} | ${again} | ${seconds(0.5)} | ${seconds(1)} |`
  })
  return [
    '| Killed | kills | again while starting | ready again after (median, s) | at most (s) |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
