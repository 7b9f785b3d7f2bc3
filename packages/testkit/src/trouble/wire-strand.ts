import { setTimeout as pause } from 'node:timers/promises'

/** How quickly a cable carries, both ways. It may change while something is on its way. */
export interface Pace {
  delayMs: number
  bytesPerSecond: number
}

/** One direction of a connection: what goes in comes out in its order, as late as the pace says, or not at all. */
export class Strand {
  readonly #pace: Pace
  readonly #isSilent: () => boolean
  /** What was sent so far has come out. */
  #out: Promise<unknown> = Promise.resolve()
  /** When the last byte so far is through the narrowest place. */
  #clearAt = 0

  constructor(pace: Pace, isSilent: () => boolean) {
    this.#pace = pace
    this.#isSilent = isSilent
  }

  pass(bytes: number, arrive: () => unknown): void {
    if (this.#isSilent()) return
    const { delayMs, bytesPerSecond } = this.#pace
    this.#clearAt = Math.max(performance.now(), this.#clearAt) + (bytes / bytesPerSecond) * 1_000
    const arriveAt = this.#clearAt + delayMs
    this.#out = this.#out.then(async () => {
      const restMs = arriveAt - performance.now()
      if (restMs > 0) await pause(restMs)
      if (!this.#isSilent()) arrive()
    })
  }
}
