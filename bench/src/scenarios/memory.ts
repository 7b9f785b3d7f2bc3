import { idleMemory, someVariants } from '../mall.ts'
import { memoryOf, watchMemory } from '../memory.ts'
import { walk } from '../measure.ts'
import { becomesQuiet } from '../quiet.ts'
import { tell } from '../databases.ts'
import { checkout } from '../shopper.ts'
import { count } from '../row.ts'
import type { Scenario } from './scenario.ts'

const IDLE_MB = 300
const LOADED_MB = 600
const ROUNDS = 3
/** What a collection more or less of garbage makes. */
const GROWTH_MAX = 0.05

export const memory: Scenario = {
  name: 'memory',
  about: 'of all processes, shared memory once: idle, after the load of this run, and from round to round',
  async run({ mall, idleMegabytes, row, say, seconds }) {
    const { ports, pid, environments } = await mall()
    const idle = await idleMegabytes()
    if (idle === undefined) return say('  this system does not tell how much memory processes share')
    row({ what: 'memory, idle', measured: `${idle} MB`, target: `≤ ${IDLE_MB} MB`, isMet: idle <= IDLE_MB })

    const variants = await someVariants(await mall())
    const after: number[] = []
    let peak = 0
    let failed = 0
    for (let round = 1; round <= ROUNDS; round += 1) {
      const watching = watchMemory(pid)
      failed += (await walk(() => checkout(ports, variants), { shoppers: 32, seconds })).failed
      peak = Math.max(peak, ...watching.stop())
      await becomesQuiet(pid)
      after.push(memoryOf(pid)!)
    }
    const left = (await idleMemory(await mall()))!
    const { rows } = await tell(environments['order-service']!['DATABASE_URL']!, 'select count(*) from shop_order')
    const last = after.at(-1)!
    row({
      what: `memory, after ${count(Number(rows[0].count))} orders and all other load of this run`,
      measured: `${last} MB at once, ${left} MB a quarter of a minute later (${peak} MB at most while 32 shoppers check out)`,
      target: `≤ ${LOADED_MB} MB`,
      isMet: last <= LOADED_MB,
    })
    row({
      what: `memory, after each of ${ROUNDS} more rounds of 32 shoppers`,
      measured: `${after.join(', ')} MB`,
      failed,
      target: 'no growth from round to round (last ≤ first + 5 %)',
      isMet: last <= after[0]! * (1 + GROWTH_MAX),
    })
  },
}
