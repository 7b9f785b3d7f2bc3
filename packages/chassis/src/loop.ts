import { setTimeout as pause } from 'node:timers/promises'
import { isOutage } from './failures.ts'
import type { Logger } from './telemetry.ts'

/** What pokes within this time of the first poke is done in the same run. */
const GATHER_MS = 20

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
      await rest()
    }
  }
  async function rest(): Promise<void> {
    if (!poked && !stopping.signal.aborted) {
      wake = new AbortController()
      const jittered = everyMs * (0.9 + Math.random() * 0.2)
      await pause(jittered, undefined, { signal: wake.signal, ref: false }).catch(() => undefined)
    }
    if (poked) await pause(GATHER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
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
