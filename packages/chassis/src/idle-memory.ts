import { performance } from 'node:perf_hooks'

const LOOK_MS = 3_000
/** Clocks and polls keep the event loop busy for a hundredth of the time. */
const IDLE_SHARE = 0.04
const IDLE_LOOKS = 2
/** A collection that gives everything back stands still for some tenths of a second: not worth it for little, or often. */
const WORTH = 1.15
const AGAIN_AFTER_MS = 60_000

/** What is looked at and done. */
export interface OwnProcess {
  /** Which share of the time since it was last asked the event loop was busy, from 0 to 1. */
  busyShare(): number
  /** Bytes of memory that the process holds. */
  heldBytes(): number
  /** Collects all garbage and gives its memory back to the system. */
  giveBack(): void
}

/**
 * Gives memory back when nothing has been under way for some seconds: V8 keeps what a crowd has used for the next one, which in a shop that is
 * left alone is a third of all memory. Only where Node runs with `--expose-gc`, as under `npm start`. Returns what ends it.
 */
export function giveBackWhenIdle(own: OwnProcess | undefined = thisProcess()): () => void {
  if (!own) return () => undefined
  let idleLooks = 0
  let leftBytes = 0
  let againAt = 0
  const timer = setInterval(() => {
    idleLooks = own.busyShare() < IDLE_SHARE ? idleLooks + 1 : 0
    if (idleLooks < IDLE_LOOKS || Date.now() < againAt || own.heldBytes() < leftBytes * WORTH) return
    own.giveBack()
    leftBytes = own.heldBytes()
    againAt = Date.now() + AGAIN_AFTER_MS
  }, LOOK_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** How the launcher told Node to treat the heap, for processes that this one starts. */
export const heapFlags = (): string[] =>
  process.execArgv.filter((flag) => /^--(expose-gc$|max-semi-space-size=|heap-growing-percent=)/.test(flag))

function thisProcess(): OwnProcess | undefined {
  const collect = globalThis.gc
  if (!collect) return undefined
  let before = performance.eventLoopUtilization()
  return {
    busyShare() {
      const present = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(present, before)
      before = present
      return utilization
    },
    heldBytes: () => process.memoryUsage.rss(),
    // An ordinary collection keeps the emptied pages.
    giveBack: () => void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  }
}
