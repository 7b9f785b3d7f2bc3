// A mall with production settings on a data folder: `node mall.ts DATA_FOLDER`. Tells its addresses in one line on standard output.
import { openDataFolder, openMall, silent } from '@mallhive/mall'
import { endWith } from './end-with.ts'

const folder = await openDataFolder(process.argv[2]!)
const given = { ENV_NAME: 'prod', LOG_LEVEL: 'info' }
const mall = await openMall({
  folder,
  progress: silent,
  apart: false,
  without: [],
  demo: false,
  storefront: true,
  port: 0,
  given,
})
const superuser = new URL(mall.environments['product-service']!['DATABASE_URL']!)
superuser.username = 'postgres'
superuser.password = folder.secret('postgres.superuser')
superuser.pathname = '/postgres'
const { ports, environments, admin } = mall
process.stdout.write(`${JSON.stringify({ ports, environments, admin, superuserUrl: superuser.href })}\n`)
endWith(async () => {
  await mall.stop()
  folder.close()
})
