// A whole mall as a process of its own, to be killed: `node mall-process.ts DATA_FOLDER [OPTIONS]`. Says on standard output where it is.
import { openDataFolder, openMall, silent } from '@mallhive/mall'

export interface ProcessOptions {
  readonly storefront?: boolean
  /** Settings as a person gives them. */
  readonly given?: Readonly<Record<string, string>>
}

const { storefront = false, given = {} } = JSON.parse(process.argv[3] ?? '{}') as ProcessOptions
const folder = await openDataFolder(process.argv[2]!)
const mall = await openMall({
  folder,
  progress: { ...silent, say: (line) => console.error(line) },
  apart: false,
  without: [],
  demo: false,
  storefront,
  port: 0,
  given: { LOG_LEVEL: 'warn', ...given },
})
const { ports, admin, shopUrl, environments } = mall
process.stdout.write(`${JSON.stringify({ ports, admin, shopUrl, environments })}\n`)
process.once('SIGTERM', () => void mall.stop().then(() => process.exit(0)))
