import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10
const TELL_EVERY_MS = 100

type Listener = (delayMs: number, nowMs: number) => void
/** One measurement a process, whichever of its services asked first: they share the event loop. */
const listeners = new Set<Listener>()
let end = () => {}
let toldAt = 0

/**
 * Tells some ten times a second how late the event loop ran what was due, on average since it was last told, and the time of a clock that never
 * goes back; both in milliseconds. Costs nothing per request. Returns what ends it.
 */
export function onLoopDelay(listener: Listener): () => void {
  if (listeners.size === 0) end = measure()
  listeners.add(listener)
  return () => {
    if (listeners.delete(listener) && listeners.size === 0) end()
  }
}

/** For how many milliseconds the turn of the event loop that runs now has kept it from telling. Known at once, where the average comes only after the turn. */
export const lateNow = (): number => Math.max(0, performance.now() - toldAt - TELL_EVERY_MS)

function measure(): () => void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  toldAt = performance.now()
  const timer = setInterval(() => {
    // Without a sample the loop stood still all the time.
    const delayMs = histogram.count === 0 ? TELL_EVERY_MS : Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS)
    histogram.reset()
    toldAt = performance.now()
    for (const listener of listeners) listener(delayMs, toldAt)
  }, TELL_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    histogram.disable()
  }
}
