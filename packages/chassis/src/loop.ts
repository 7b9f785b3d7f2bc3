import { setTimeout as pause } from 'node:timers/promises'
import { isOutage } from './failures.ts'
import type { Logger } from './telemetry.ts'

export interface Loop {
  /** Runs the work soon instead of at its time; a poke during a run runs it once more. */
  poke(): void
  /** Lets a run under way end, then stops. */
  stop(): Promise<void>
}

/** Runs `work` again and again, one run at a time, `everyMs` after the last began to rest, a little jittered. What fails is logged and tried again. */
export function loop(name: string, everyMs: number, work: () => Promise<unknown>, log: Logger): Loop {
  const stopping = new AbortController()
  let wake = new AbortController()
  let poked = false

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      poked = false
      try {
        await work()
      } catch (error) {
        if (isOutage(error)) log.warn({ loop: name, error: (error as Error).message }, 'will try again')
        else log.error({ loop: name, err: error }, 'failed, will try again')
      }
      if (poked || stopping.signal.aborted) continue
      wake = new AbortController()
      const rest = everyMs * (0.9 + Math.random() * 0.2)
      await pause(rest, undefined, { signal: wake.signal, ref: false }).catch(() => undefined)
    }
  }
  const ended = run()

  return {
    poke() {
      poked = true
      wake.abort()
    },
    async stop() {
      stopping.abort()
      wake.abort()
      await ended
    },
  }
}
