import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10
const TELL_EVERY_MS = 100

type Listener = (delayMs: number, nowMs: number) => void
/** One measurement a process, whichever of its services asked first: they share the event loop. */
const listeners = new Set<Listener>()
let end = () => {}

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

function measure(): () => void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const timer = setInterval(() => {
    // Without a sample the loop stood still all the time.
    const delayMs = histogram.count === 0 ? TELL_EVERY_MS : Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS)
    histogram.reset()
    for (const listener of listeners) listener(delayMs, performance.now())
  }, TELL_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    histogram.disable()
  }
}
