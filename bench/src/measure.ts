import autocannon from 'autocannon'

/** Requests a second, and how long they took in milliseconds. */
export interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly failed: number
}

export interface Asked {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Record<string, string>
  readonly body?: string
  /** Changes each request, so that no two are the same. */
  readonly vary?: (request: autocannon.Request) => autocannon.Request
  /** Any other status has failed. */
  readonly expected?: number
}

export interface Strength {
  readonly connections?: number
  readonly seconds: number
  readonly warmUpSeconds?: number
}

/** Asks as fast as the answers come, after a short warm-up. Milliseconds are whole ones: the load generator counts no finer. */
export async function hammer(asked: Asked, { connections = 32, seconds, warmUpSeconds = 2 }: Strength) {
  if (warmUpSeconds > 0) await fire(asked, { connections, duration: warmUpSeconds })
  return fire(asked, { connections, duration: seconds })
}

/** Asks so many times over all connections, as fast as the answers come. */
export const volley = (asked: Asked, { connections = 32, amount }: { connections?: number; amount: number }) =>
  fire(asked, { connections, amount })

async function fire(
  { url, vary, expected = 200, ...request }: Asked,
  extent: { connections: number; duration?: number; amount?: number },
): Promise<Measured> {
  const options = { url, ...request, ...(vary && { requests: [{ setupRequest: vary }] }), ...extent }
  const result = await autocannon(options)
  const answered = result.requests.total
  return {
    perSecond: answered / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: answered - (result.statusCodeStats?.[`${expected}`]?.count ?? 0) + result.errors,
  }
}

/** Lets `shoppers` repeat a journey for `seconds`, after a warm-up; milliseconds are of one whole journey. */
export async function walk(
  journey: () => Promise<void>,
  { shoppers, seconds }: { shoppers: number; seconds: number },
): Promise<Measured> {
  const times: number[] = []
  let failed = 0
  const warm = performance.now() + 2_000
  const end = warm + seconds * 1_000
  await Promise.all(
    Array.from({ length: shoppers }, async () => {
      while (performance.now() < end) {
        const began = performance.now()
        const ok = await journey().then(
          () => true,
          (error: unknown) => void (failed++ === 0 && console.error(error)),
        )
        if (ok && began > warm) times.push(performance.now() - began)
      }
    }),
  )
  return measured(times, seconds, failed)
}

/** How long each of these takes, one after the other. */
export async function oneByOne(works: Iterable<() => Promise<unknown>>): Promise<Measured> {
  const times: number[] = []
  const began = performance.now()
  for (const work of works) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return measured(times, (performance.now() - began) / 1_000, 0)
}

/** The figures of single times in milliseconds, to a tenth. */
export function measured(times: number[], seconds: number, failed: number): Measured {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), failed }
}
