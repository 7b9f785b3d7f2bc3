// The mall under measurement, in a process of its own. Tells its addresses on standard output and closes with it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDataFolder, openMall } from '@mallhive/mall'
import { catalogueCsv } from './catalogue.ts'
import { importCatalogue } from './merchant.ts'

const place = mkdtempSync(path.join(tmpdir(), 'mallhive-bench-'))
const folder = await openDataFolder(place)
const quiet = { step() {}, detail() {}, say() {}, done() {} }
const given = { ENV_NAME: 'prod', LOG_LEVEL: 'info' }
const mall = await openMall({
  folder,
  progress: quiet,
  apart: false,
  without: [],
  demo: false,
  storefront: true,
  port: 0,
  given,
})
await importCatalogue(mall, catalogueCsv({ products: 1_000, variants: 4 }))
process.stdout.write(
  `${JSON.stringify({ ports: mall.ports, databases: Object.fromEntries(Object.entries(mall.environments).map(([name, env]) => [name, env['DATABASE_URL']])) })}\n`,
)

process.once('SIGTERM', () => void close())

async function close(): Promise<void> {
  await mall.stop()
  folder.close()
  rmSync(place, { recursive: true, force: true })
  process.exit(0)
}
