// Builds the web apps whose sources changed since their last build: npm run build [-- <app>…]
import { staleApps, webApps } from './web-apps/inputs.ts'
import { buildApps } from './web-apps/run.ts'

const wanted = process.argv.slice(2)
if (wanted.includes('--help')) {
  console.log('npm run build [-- <app>…]   builds the web apps whose sources changed, or those of them that are named')
  process.exit(0)
}
const apps = webApps()
const unknown = wanted.filter((name) => !apps.includes(name))
if (unknown.length > 0) {
  console.error(`There is no web app ${unknown.join(', ')}; there are ${apps.join(', ') || 'none yet'}.`)
  process.exit(2)
}
const stale = await staleApps(wanted.length > 0 ? wanted : apps)
const built = await buildApps(stale)
if (stale.length === 0) console.log('The web apps are up to date.')
process.exit(built ? 0 : 1)
