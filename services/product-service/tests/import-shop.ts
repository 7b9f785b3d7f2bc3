/** A shop in a database of its own, for the tests of imports. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { logger, migrateService, openDatabase, type Database } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { freshDatabase } from '@mallhive/testkit'
import { sql } from 'kysely'
import type { ImportJob } from '../contract/import.ts'
import { exportProducts } from '../src/export/export-products.ts'
import { postgresExport } from '../src/store/export-products.ts'
import { postgresImportJobs } from '../src/store/import-jobs.ts'
import type { ProductTables } from '../src/store/tables.ts'
import { importFiles } from '../src/import/import-files.ts'
import { importer, type Importer } from '../src/import/importer.ts'

export const CURRENCY = 'EUR'
export const quiet = logger('test', { LOG_LEVEL: 'silent' })

export interface TestShop {
  readonly database: Database<ProductTables>
  /** Uploads a file and answers the job's id. */
  upload(text: string, options?: { dryRun?: boolean }): Promise<string>
  /** Uploads and works until the job has ended. */
  import(text: string, options?: { dryRun?: boolean }): Promise<ImportJob>
  removeFile(id: string): Promise<void>
  /** Another process: it knows only what is stored. */
  importer(): Importer
  job(id: string): Promise<ImportJob>
  /** `line column code` of each problem. */
  problems(id: string): Promise<string[]>
  export(dialect?: 'classic' | 'new'): Promise<string>
  /** How many rows are in tables that only ever grow when something happens. */
  traces(): Promise<Record<'events' | 'ledger' | 'prices' | 'products' | 'variants' | 'pictures', number>>
}

export async function testShop(t: TestContext): Promise<TestShop> {
  const database = openDatabase<ProductTables>(await freshDatabase(t, 'import'), {
    service: 'test',
    poolMax: 4,
    log: quiet,
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive imports '))
  t.after(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await migrateService(database.read, new URL('../migrations/', import.meta.url))
  const clock = () => new Date()
  const jobs = postgresImportJobs(database, clock)
  const files = importFiles(folder)
  const start = () => importer({ jobs, files, currency: CURRENCY, clock, log: quiet })

  const shop: TestShop = {
    database,
    importer: start,
    removeFile: (id) => files.remove(`${id}.csv`),
    async upload(text, { dryRun = false } = {}) {
      const id = newId()
      const received = await files.receive(id, Readable.from([Buffer.from(text)]), 100_000_000)
      if (!received.ok) throw new Error(JSON.stringify(received.error))
      await jobs.create({ id, name: 'test.csv', dryRun, actor: 'tester', startedAt: clock(), ...received.value })
      return id
    },
    async import(text, options) {
      const id = await shop.upload(text, options)
      const running = start()
      while (await running.step());
      return shop.job(id)
    },
    async job(id) {
      const job = await jobs.find(id)
      if (!job) throw new Error(`no job ${id}`)
      return job
    },
    async problems(id) {
      const { items } = await jobs.problems(id, { limit: 1_000 })
      return items.map(({ line, column, code }) => [line, column, code].filter(Boolean).join(' '))
    },
    async export(dialect = 'classic') {
      let text = ''
      for await (const piece of exportProducts(postgresExport(database), dialect, CURRENCY)) text += piece
      return text
    },
    async traces() {
      const { rows } = await sql<Awaited<ReturnType<TestShop['traces']>>>`
        select (select count(*) from outbox) as events, (select count(*) from stock_ledger) as ledger, (select count(*) from price) as prices,
          (select count(*) from product) as products, (select count(*) from variant) as variants,
          (select count(*) from picture) as pictures`.execute(database.read)
      return rows[0]!
    },
  }
  return shop
}
