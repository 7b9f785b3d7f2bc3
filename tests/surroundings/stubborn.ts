import { setTimeout as pause } from 'node:timers/promises'

interface Answered {
  readonly status: number
  readonly body: unknown
}

/** Asks again while there is no answer, or one that says to ask again, as browsers and people do. Undefined: gave up. */
export async function stubborn<R extends Answered>(
  ask: () => Promise<R>,
  { againAfterMs, patienceMs }: { againAfterMs: number; patienceMs: number },
): Promise<R | undefined> {
  const giveUpAt = Date.now() + patienceMs
  for (;;) {
    const answer = await ask().catch(() => undefined)
    const code = (answer?.body as { code?: string } | undefined)?.code
    if (answer && answer.status < 500 && code !== 'idempotency.running') return answer
    if (Date.now() > giveUpAt) return undefined
    await pause(againAfterMs)
  }
}
