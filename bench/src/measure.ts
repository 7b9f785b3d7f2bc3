import autocannon from 'autocannon'

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
}

/** Asks as fast as the answers come, over `connections`, for `seconds`, after a short warm-up. */
export async function hammer(
  { url, vary, ...request }: Asked,
  { connections = 32, seconds = 8 } = {},
): Promise<Measured> {
  const options = { url, connections, ...request, ...(vary && { requests: [{ setupRequest: vary }] }) }
  await autocannon({ ...options, duration: 2 })
  const result = await autocannon({ ...options, duration: seconds })
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  }
}

/** Lets `shoppers` repeat a journey for `seconds`; milliseconds are of one whole journey. */
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
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), failed }
}
