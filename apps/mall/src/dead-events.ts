import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { logger, openDeadEvents, type DeadEvent, type DeadEvents } from '@mallhive/chassis'
import { defineCommand, runMain } from 'citty'
import { dataFolderPath } from './data-folder.ts'
import { unknownOption } from './unknown-option.ts'

const log = logger('dead-events', { LOG_LEVEL: 'silent' })
const EXIT = { done: 0, nothing: 1, notRun: 2 } as const

const command = defineCommand({
  meta: {
    name: 'npm run dead-events --',
    description: `Events that a service could not handle in all their attempts: they wait for a person.

  npm run dead-events -- list                  which there are, and why
  npm run dead-events -- show EVENT            all about one, with what it says (perhaps personal data)
  npm run dead-events -- replay EVENT …        tries them again: after the reason is gone
  npm run dead-events -- drop EVENT …          forgets them for ever
  npm run dead-events -- replay all --service order-service

  The mall of this folder must be open (npm start). A service elsewhere: set DATABASE_URL to its database.
  It ends with 0 when something was done or listed, 1 when there was no such event, 2 when it could not run.`,
  },
  args: {
    action: { type: 'positional', description: 'list, show, replay or drop', required: true },
    event: { type: 'positional', description: 'Ids of events, or all', required: false },
    service: { type: 'string', description: 'Only of this service', valueHint: 'service' },
  },
  async run({ args, rawArgs, cmd }) {
    const unknown = unknownOption(rawArgs, cmd.args as object as Record<string, unknown>)
    if (unknown !== undefined) return end(`There is no option ${unknown}. See npm run dead-events -- --help.`)
    const ids = args._.slice(1)
    try {
      const addresses = addressesOf(args.service)
      if (args.action === 'list') process.exitCode = await list(addresses)
      else if (ids.length === 0) return end(`Which event? npm run dead-events -- ${args.action} EVENT`)
      else if (args.action === 'show') process.exitCode = await show(addresses, ids)
      else if (args.action === 'replay' || args.action === 'drop')
        process.exitCode = await change(addresses, args.action, ids.includes('all') ? 'all' : ids)
      else return end(`There is no action ${args.action}: list, show, replay or drop.`)
    } catch (error) {
      end(messageOf(error as NodeJS.ErrnoException))
    }
  },
})

type Addresses = ReadonlyMap<string, string>

/** The database of each service, as the mall wrote them down for those that are started alone. */
function addressesOf(only: string | undefined): Addresses {
  const given = process.env['DATABASE_URL']
  if (given !== undefined) return new Map([[only ?? 'DATABASE_URL', given]])
  const folder = path.join(dataFolderPath(process.env), 'env')
  const known = existsSync(folder) ? readdirSync(folder).flatMap((file) => /^(.+)\.env$/.exec(file)?.[1] ?? []) : []
  if (known.length === 0) throw new Error(`There is no mall in ${path.dirname(folder)}. Open it first: npm start.`)
  const names = known.sort().filter((name) => (only ?? name) === name)
  if (names.length === 0) throw new Error(`There is no service ${only}; there are ${known.join(', ')}.`)
  return new Map(
    names.map((name) => [name, parseEnv(readFileSync(path.join(folder, `${name}.env`), 'utf8'))['DATABASE_URL']!]),
  )
}

/** What is done with each service's dead events, one service after the other. */
async function inEach<R>(
  addresses: Addresses,
  work: (events: DeadEvents, service: string) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (const [service, url] of addresses) {
    const events = openDeadEvents(url, log)
    try {
      results.push(await work(events, service))
    } finally {
      await events.close()
    }
  }
  return results
}

async function list(addresses: Addresses): Promise<number> {
  const found = await inEach(addresses, async (events, service) =>
    (await events.list()).map((each) => line(service, each)),
  )
  const lines = found.flat()
  print(lines.length > 0 ? lines.join('\n') : 'No event waits for a person.')
  return EXIT.done
}

const line = (service: string, { eventId, consumer, type, key, attempts, parkedAt, error }: DeadEvent) =>
  `${eventId}  ${service} ${consumer}  ${type} ${key}  ${attempts} attempts since ${parkedAt.toISOString()}\n  ${error.split('\n')[0]}`

async function show(addresses: Addresses, ids: readonly string[]): Promise<number> {
  const found = await inEach(addresses, async (events, service) =>
    (await events.list()).filter(({ eventId }) => ids.includes(eventId)).map((each) => ({ service, ...each })),
  )
  for (const each of found.flat()) print(JSON.stringify(each, undefined, 2))
  return found.flat().length > 0 ? EXIT.done : nothing()
}

async function change(
  addresses: Addresses,
  action: 'replay' | 'drop',
  ids: readonly string[] | 'all',
): Promise<number> {
  const counts = await inEach(addresses, (events) => events[action](ids))
  const count = counts.reduce((sum, each) => sum + each, 0)
  if (count === 0) return nothing()
  const events = count === 1 ? '1 event' : `${count} events`
  print(action === 'drop' ? `${events} dropped.` : `${events} will be tried again within ten seconds.`)
  return EXIT.done
}

function nothing(): number {
  process.stderr.write('No such event waits for a person.\n')
  return EXIT.nothing
}

const messageOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ECONNREFUSED' ? 'The database does not answer. Open the mall first: npm start.' : message

function end(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = EXIT.notRun
}
const print = (text: string) => void process.stdout.write(`${text}\n`)

await runMain(command)
