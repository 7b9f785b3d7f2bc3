import { setTimeout as pause } from 'node:timers/promises'

/** Asks until the answer is there. Fails with what was missed, not with a bare time-out. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`)
    await pause(50)
  }
}
