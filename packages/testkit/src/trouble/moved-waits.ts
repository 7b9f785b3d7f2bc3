import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import promises from 'node:timers/promises'

/** Longer waits are loops that can be hurried, and connections that are kept for later use. */
const SHORT_MS = 6_000

interface Wait {
  readonly dueAt: number
  readonly end: () => void
}
type Timer = Parameters<typeof clearTimeout>[0]

export interface MovedWaits {
  /** `Date.now()` is so much later than it is, and short waits that would be over by then are. */
  moveTo(aheadMs: number): void
  /** Time is again what it is. */
  restore(): void
}

/** Moves the time of this process: `Date.now()`, and what waits by `setTimeout`, whoever wrote it. */
export function movedWaits(): MovedWaits {
  const real = { now: Date.now, setTimeout, clearTimeout, pause: promises.setTimeout }
  const waits = new Map<Timer, Wait>()
  let movedMs = 0

  function wait(callback: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): NodeJS.Timeout {
    const inContext = AsyncLocalStorage.bind(callback)
    const end = () => {
      waits.delete(timer)
      inContext(...given)
    }
    const timer = real.setTimeout(end, ms)
    if (ms < SHORT_MS) waits.set(timer, { dueAt: Date.now() + ms, end })
    return timer
  }
  function clear(timer: Timer): void {
    waits.delete(timer)
    real.clearTimeout(timer)
  }

  Date.now = () => real.now() + movedMs
  globalThis.setTimeout = Object.assign(wait, real.setTimeout) as unknown as typeof setTimeout
  globalThis.clearTimeout = clear
  promises.setTimeout = pausing(wait, clear)
  syncBuiltinESMExports()
  return {
    moveTo(aheadMs) {
      movedMs = Math.max(movedMs, aheadMs)
      const over = [...waits].filter(([, { dueAt }]) => dueAt <= Date.now())
      for (const [timer, { end }] of over.sort(([, a], [, b]) => a.dueAt - b.dueAt)) {
        // One that ends may have cleared another.
        if (!waits.has(timer)) continue
        real.clearTimeout(timer)
        end()
      }
    },
    restore() {
      Date.now = real.now
      globalThis.setTimeout = real.setTimeout
      globalThis.clearTimeout = real.clearTimeout
      promises.setTimeout = real.pause
      syncBuiltinESMExports()
    },
  }
}

/** `setTimeout` of `node:timers/promises`, by waits that are moved. */
const pausing =
  (
    wait: (callback: () => void, ms?: number) => NodeJS.Timeout,
    clear: (timer: Timer) => void,
  ): typeof promises.setTimeout =>
  (ms, value, { signal, ref = true } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = wait(() => {
        signal?.removeEventListener('abort', abort)
        resolve(value as never)
      }, ms)
      const abort = () => {
        clear(timer)
        reject(signal!.reason)
      }
      if (!ref) timer.unref()
      signal?.addEventListener('abort', abort, { once: true })
    })
