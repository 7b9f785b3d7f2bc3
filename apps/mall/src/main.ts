import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defineCommand, runMain } from 'citty'
import { dataFolderPath, openDataFolder } from './data-folder.ts'
import { openMall, type OpenMall } from './open-mall.ts'
import { progress } from './progress.ts'
import { services, STOREFRONT_PORT } from './services.ts'
import { unknownOption } from './unknown-option.ts'

const command = defineCommand({
  meta: {
    name: 'npm start --',
    description:
      'Opens the mall: database, services and storefront, everything kept in one data folder (.mallhive, or MALLHIVE_DATA). Ctrl-C stops all of it.',
  },
  args: {
    apart: { type: 'boolean', description: 'Run each service in a process of its own' },
    without: {
      type: 'string',
      description: 'Leave out a service that you run yourself: npm start -w services/<name>',
      valueHint: 'service',
    },
    empty: { type: 'boolean', description: 'Do not fill an empty shop with the demo catalogue' },
    port: {
      type: 'string',
      description: 'Port of the storefront; the services follow it',
      default: String(STOREFRONT_PORT),
      valueHint: 'port',
    },
  },
  async run({ args, rawArgs, cmd }) {
    const misspelt = unknownOption(rawArgs, cmd.args as object as Record<string, unknown>)
    if (misspelt !== undefined) fail(`There is no option ${misspelt}. See npm start -- --help.`)
    const without = args.without === undefined ? [] : args.without.split(',')
    const unknown = without.filter((name) => !services.some(({ service }) => service.name === name))
    if (unknown.length > 0)
      fail(
        `There is no service ${unknown.join(', ')}; there are ${services.map(({ service }) => service.name).join(', ')}.`,
      )
    const port = Number(args.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_000) fail('--port takes a number up to 65000.')

    const tell = progress()
    try {
      tell.step('Web apps')
      buildWebApps()
      const folder = await openDataFolder(dataFolderPath(process.env), { say: (line) => tell.say(line) })
      const mall = await openMall({
        folder,
        progress: tell,
        apart: args.apart === true,
        without,
        demo: args.empty !== true,
        storefront: true,
        port,
        given: process.env,
      })
      folder.announce({ storefront: mall.shopUrl, ...addresses(mall) })
      process.stdout.write(greeting(mall, folder.path))
      await stopWhenAsked(mall, () => folder.close())
    } catch (error) {
      tell.say('')
      fail((error as Error).message)
    }
  },
})

/** Only what changed since the last time is built; usually nothing. */
function buildWebApps(): void {
  const program = fileURLToPath(new URL('../../../scripts/build.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The web apps could not be built:\n${stdout}${stderr}`)
}

async function stopWhenAsked(mall: OpenMall, closed: () => void): Promise<void> {
  const asked = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(''))
  })
  const trouble = await Promise.race([asked, mall.failed])
  process.stderr.write(trouble === '' ? '\nClosing…\n' : `\n${trouble}. Closing…\n`)
  await mall.stop()
  closed()
  process.exit(trouble === '' ? 0 : 1)
}

function addresses({ ports }: OpenMall): Record<string, string> {
  return Object.fromEntries(services.map(({ service }) => [service.name, `http://127.0.0.1:${ports[service.name]}`]))
}

function greeting({ shopUrl, ports, admin }: OpenMall, dataFolder: string): string {
  const at = (name: string, path: string) => `http://localhost:${ports[name]}${path}`
  const documents = services.map(({ service }) => `    ${service.name.padEnd(22)} ${at(service.name, '/docs')}`)
  return `
  The mall is open.

    Storefront             ${shopUrl}
    Mail box               ${at('notification-service', '/mailbox')}
    Admin                  ${admin.email}  ${admin.password}
    Test card              4242 4242 4242 4242, any future date, any code
    Data folder            ${dataFolder}

  API documents
${documents.join('\n')}

  Import a catalogue:      npm run import -- path/to/export.csv
  Stop:                    Ctrl-C
`
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

await runMain(command)
