import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { familyOf, told } from './family.ts'

const TICKS_PER_SECOND = 100
const LOOK_MS = 500
/** Below this share of a core nothing is under way but clocks. */
const QUIET_SHARE = 0.12
const PATIENCE_MS = 60_000
const WHERE_NOBODY_TELLS_MS = 3_000

/**
 * Waits until a process and all it started have nothing left to do: relays, consumers and mails of a load go on after its last answer, and
 * must not be measured with the next. Answers how many seconds that took.
 */
export async function becomesQuiet(pid: number): Promise<number> {
  const began = performance.now()
  if (!existsSync('/proc/self/stat')) await pause(WHERE_NOBODY_TELLS_MS)
  else
    while (performance.now() - began < PATIENCE_MS) {
      const before = cpuSeconds(pid)
      await pause(LOOK_MS)
      if ((cpuSeconds(pid) - before) / (LOOK_MS / 1_000) < QUIET_SHARE) break
    }
  return Math.max(0, (performance.now() - began - LOOK_MS) / 1_000)
}

function cpuSeconds(pid: number): number {
  const ticks = [...familyOf(pid)].map((member) => {
    // The name in parentheses may hold spaces; after it, fields 14 and 15 of proc_pid_stat(5) are user and system time.
    const fields = told(member, 'stat').split(') ').at(-1)!.split(' ')
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND
}
