// Runs the tests: npm test [-- <path>…] [-- --<option of node --test>]
import { webApps, staleApps } from './web-apps/inputs.ts'
import { buildApps } from './web-apps/run.ts'
import { needsWebApps, testFiles } from './test/files.ts'
import { readOptions, USAGE } from './test/options.ts'
import { runFiles } from './test/run.ts'
import { startTestServer, type TestServer } from '@mallhive/testkit/postgres-server'

const options = readOptions(process.argv.slice(2))
if (options.help) {
  console.log(USAGE)
  process.exit(0)
}
const files = testFiles(options.paths)
if (files.length === 0) {
  console.error(`No test file's path contains ${options.paths.join(' or ')}.`)
  process.exit(2)
}
if (files.some(needsWebApps) && !(await buildApps(await staleApps(webApps())))) process.exit(1)

const server = process.env['TEST_POSTGRES_URL'] ? undefined : await startTestServer()
if (server !== undefined) process.env['TEST_POSTGRES_URL'] = server.url
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void interrupted(server))
const passed = await runFiles(files, options)
await server?.stop()
process.exit(passed ? 0 : 1)

async function interrupted(running: TestServer | undefined): Promise<void> {
  await running?.stop()
  process.exit(130)
}
