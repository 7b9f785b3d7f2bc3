import { isOutage, type Logger } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import { decide } from './decide.ts'
import type { ImportFiles } from './import-files.ts'
import type { Batch, ImportJobs, OpenJob } from './import-jobs.ts'
import { startReading, type Reading } from './reading.ts'

/** A batch that fails this often ends the import: a bug must not spin for ever. */
const ATTEMPTS_MAX = 5

export interface Importer {
  /** Deals with one stretch of one import. False when there is nothing to do. */
  step(): Promise<boolean>
  close(): Promise<void>
}

export interface ImporterParts {
  readonly jobs: ImportJobs
  readonly files: ImportFiles
  readonly currency: string
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Works on imports, one at a time, in steps of one transaction each. Where it is stands in the job's row with what it did, so that it
 * may be killed at any moment: the next process goes on behind the last step, and nothing is done twice.
 */
export function importer({ jobs, files, currency, clock, log }: ImporterParts): Importer {
  let current: { readonly job: OpenJob; readonly reading: Reading } | undefined
  let failures = 0

  async function step(): Promise<boolean> {
    const job = await jobs.next()
    if (!job) return false
    const reading = await readingOf(job)
    if (!reading) return true
    const batch = await reading.next()
    if (!batch) {
      await jobs.finish(job, clock())
      await leave()
      await files.remove(job.file)
      log.info({ import: job.id }, 'import done')
      return true
    }
    if (!(await jobs.commit(job, batch, decisions(job, reading, batch)))) await leave()
    failures = 0
    return true
  }

  /** Goes on with the file that is open, or opens the job's. */
  async function readingOf(job: OpenJob): Promise<Reading | undefined> {
    if (current?.job.id === job.id) return current.reading
    await leave()
    const path = await files.find(job.file)
    const reading = path === undefined ? undefined : await startReading(path, currency, job.position).catch(orGone)
    if (!reading) {
      // Another process may just have finished the import; then there is nothing to fail.
      await jobs.fail(job, 'The uploaded file is gone. Import it again.', clock())
      return undefined
    }
    current = { job, reading }
    return reading
  }

  /** Products of a file are published one after the other, so that its last ones are the shop's newest. */
  function decisions(job: OpenJob, { header, products }: Reading, batch: Batch): Parameters<ImportJobs['commit']>[2] {
    const first = products.read - batch.products.length
    return (file, known) => {
      if (!header) throw new TypeError('products come after the header')
      const left = products.total - (first + batch.products.indexOf(file))
      return decide(file, known, { header, currency, publishedAt: new Date(job.startedAt.getTime() - left) })
    }
  }

  async function leave(): Promise<void> {
    const { reading } = current ?? {}
    current = undefined
    await reading?.close()
  }

  return {
    async step() {
      try {
        return await step()
      } catch (error) {
        const job = current?.job
        await leave()
        if (!job || isOutage(error) || ++failures < ATTEMPTS_MAX) throw error
        failures = 0
        log.error({ import: job.id, err: error }, 'import failed')
        await jobs.fail(job, 'The shop could not go on with it. What was done stays; its log says more.', clock())
        return true
      }
    },
    close: leave,
  }
}

function orGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
