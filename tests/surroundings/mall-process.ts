// A whole mall as a process of its own, to be killed: `node mall-process.ts DATA_FOLDER`. Says on standard output where it is.
import { openDataFolder, openMall } from '@mallhive/mall'

const quiet = { step() {}, detail() {}, say() {}, done() {} }
const folder = await openDataFolder(process.argv[2]!)
const given = { LOG_LEVEL: 'warn' }
const mall = await openMall({
  folder,
  progress: quiet,
  apart: false,
  without: [],
  demo: false,
  storefront: false,
  port: 0,
  given,
})
process.stdout.write(`${JSON.stringify({ ports: mall.ports, admin: mall.admin })}\n`)
process.once('SIGTERM', () => void mall.stop().then(() => process.exit(0)))
