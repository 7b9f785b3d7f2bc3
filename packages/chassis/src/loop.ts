import { isOutage } from './failures.ts'
import type { Logger } from './telemetry.ts'

/** What pokes within this time of a first poke is done in the same run. */
const GATHER_MS = 10
/** Under load a run begins no sooner after the last: what comes meanwhile shares its statements. */
const APART_MS = 200
/** After a failure, twice as long each time up to the loop's own pace. */
const AGAIN_AFTER_MS = 1_000

export interface Loop {
  /** Runs the work soon instead of at its time; a poke during a run runs it once more. */
  poke(): void
  /** Runs the work at once, whatever came just before. */
  hurry(): void
  /** Lets a run under way end, then stops. */
  stop(): Promise<void>
}

/**
 * Runs `work` again and again, one run at a time, `everyMs` after the last began to rest, a little jittered. What fails is logged and tried
 * again soon, however slow the loop is.
 */
export function loop(name: string, everyMs: number, work: () => Promise<unknown>, log: Logger): Loop {
  let isStopped = false
  let isPoked = false
  let isHurried = false
  let failures = 0
  /** Ends the pause under way, unless that is the one that gathers pokes. */
  let wake = () => {}
  let end = () => {}

  async function run(): Promise<void> {
    while (!isStopped) {
      isPoked = isHurried = false
      const began = performance.now()
      try {
        await work()
        failures = 0
      } catch (error) {
        failures += 1
        if (isOutage(error)) log.warn({ loop: name, error: (error as Error).message }, 'will try again')
        else log.error({ loop: name, err: error }, 'failed, will try again')
      }
      if (!isPoked) await pause(restMs(), 'until poked')
      if (isPoked && !isHurried) await pause(Math.max(GATHER_MS, APART_MS - (performance.now() - began)))
    }
  }
  function restMs(): number {
    const again = failures === 0 ? everyMs : Math.min(everyMs, AGAIN_AFTER_MS * 2 ** Math.min(failures - 1, 20))
    return again * (0.9 + Math.random() * 0.2)
  }
  const pause = (ms: number, kind?: 'until poked') =>
    new Promise<void>((resolve) => {
      if (isStopped) return resolve()
      const timer = setTimeout(resolve, ms)
      if (kind) timer.unref()
      end = () => {
        clearTimeout(timer)
        resolve()
      }
      wake = kind ? end : () => {}
    })
  const ended = run()

  return {
    poke() {
      isPoked = true
      wake()
    },
    hurry() {
      isPoked = isHurried = true
      end()
    },
    async stop() {
      isStopped = true
      end()
      await ended
    },
  }
}
