import type { Clock } from '@mallhive/kernel'

/** Calls `leave` when the next one is due, if that is before `everyMs`, when it is called anyway. Only the last time said counts. */
export function departing(leave: () => void, everyMs: number, clock: Clock): (nextDue: Date | undefined) => void {
  let timer: NodeJS.Timeout | undefined
  return (nextDue) => {
    clearTimeout(timer)
    if (!nextDue) return
    const ms = Math.max(0, nextDue.getTime() - clock().getTime())
    if (ms < everyMs) timer = setTimeout(leave, ms).unref()
  }
}
