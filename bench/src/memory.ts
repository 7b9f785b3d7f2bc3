import { existsSync } from 'node:fs'
import { familyOf, told } from './family.ts'

/** Megabytes of a process and all it started, shared memory counted once (PSS). Undefined where the system does not say. */
export function memoryOf(pid: number): number | undefined {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined
  const kilobytes = [...familyOf(pid)].map((member) =>
    Number(/^Pss:\s+(\d+)/m.exec(told(member, 'smaps_rollup'))?.[1] ?? 0),
  )
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024)
}

/** Looks at the memory while something is done: what `stop` answers is every look, in order. */
export function watchMemory(pid: number, everyMs = 500): { stop(): number[] } {
  const looks: number[] = []
  const look = () => {
    const megabytes = memoryOf(pid)
    if (megabytes !== undefined) looks.push(megabytes)
  }
  const timer = setInterval(look, everyMs)
  return {
    stop() {
      clearInterval(timer)
      look()
      return looks
    },
  }
}
