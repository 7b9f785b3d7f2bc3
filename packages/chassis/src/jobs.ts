import { PgBoss, type Job } from 'pg-boss'
import type { Logger } from './telemetry.ts'

export interface JobOptions {
  /** How many of these run at once in this process. */
  readonly concurrency: number
  readonly attemptsMax: number
  readonly timeoutSeconds: number
}

/** Work that outlives its request: queued in the service's own database, tried again after a crash. Handlers must be harmless when repeated. */
export interface Jobs {
  /** Defines what a job does. */
  work<Data extends object>(
    name: string,
    options: JobOptions,
    handle: (data: Data, signal: AbortSignal) => Promise<void>,
  ): Promise<void>
  /** Queues a job. With a key, one that waits or runs already is not queued again. */
  send(name: string, data: object, key?: string): Promise<void>
  stop(): Promise<void>
}

/** pg-boss on the service's database. */
export async function jobs(connectionString: string, log: Logger): Promise<Jobs> {
  const boss = new PgBoss({ connectionString, max: 3, schedule: false, application_name: 'jobs' })
  boss.on('error', (error) => log.warn({ error: error.message }, 'job queue'))
  await boss.start()
  return {
    async work(name, options, handle) {
      await boss.createQueue(name, {
        policy: 'short',
        retryLimit: options.attemptsMax - 1,
        retryBackoff: true,
        retryDelay: 2,
        expireInSeconds: options.timeoutSeconds,
      })
      for (let worker = 0; worker < options.concurrency; worker++) {
        await boss.work(name, { pollingIntervalSeconds: 1 }, async ([job]: Job<object>[]) => {
          if (job) await handle(job.data as never, job.signal)
        })
      }
    },
    send: async (name, data, key) => void (await boss.send(name, data, key === undefined ? {} : { singletonKey: key })),
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}
