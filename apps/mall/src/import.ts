import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ImportJob } from '@mallhive/product-service/contract'
import { defineCommand, runMain } from 'citty'
import { Presets, SingleBar } from 'cli-progress'
import { dataFolderPath } from './data-folder.ts'
import { attemptsIn } from './import/attempts.ts'
import { fingerprint, followImport, problemsOf, Refused, startImport } from './import/import-file.ts'
import { problemLines, summary } from './import/report.ts'
import { connectTo, connectToFolder, type ShopConnection } from './import/shop-connection.ts'
import { unknownOption } from './unknown-option.ts'

const SHOWN_MAX = 50
const EXIT = { done: 0, rejected: 1, notRun: 2 } as const

const command = defineCommand({
  meta: {
    name: 'npm run import --',
    description: `Imports a Shopify product export (either format, as Shopify wrote it) into the mall of this folder.

  npm run import -- products.csv --dry-run   says what would happen and writes nothing
  npm run import -- products.csv             imports; again: changes nothing that is as the file says

  The mall may be open (npm start) or not. A product with an error is left out whole, the others go in; each
  error names its line and what to do. An import that was interrupted goes on when it is run again.

  It ends with 0 when all products went in, 1 when some were left out, 2 when it could not run.`,
  },
  args: {
    file: { type: 'positional', description: 'The exported file (.csv)', required: true },
    'dry-run': { type: 'boolean', description: 'Check everything, write nothing' },
    url: {
      type: 'string',
      description: 'Another shop: the address of its product-service, with an admin’s access token in MALLHIVE_TOKEN',
      valueHint: 'address',
    },
  },
  async run({ args, rawArgs, cmd }) {
    const unknown = unknownOption(rawArgs, cmd.args as object as Record<string, unknown>)
    if (unknown !== undefined) return end(EXIT.notRun, `There is no option ${unknown}. See npm run import -- --help.`)
    const file = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), args.file)
    if (!existsSync(file) || !statSync(file).isFile()) return end(EXIT.notRun, `There is no file ${file}.`)
    try {
      process.exitCode = await importFile(file, args['dry-run'] === true, args.url)
    } catch (error) {
      end(EXIT.notRun, messageOf(error as Error))
    }
    // Connections that idle would keep the process for a while.
    process.exit()
  },
})

async function importFile(file: string, dryRun: boolean, url: string | undefined): Promise<number> {
  const folder = dataFolderPath(process.env)
  const shop = await connect(folder, url)
  const began = performance.now()
  const stop = leaveInOrder(shop)
  try {
    const attempts = attemptsIn(folder)
    const attempt = `${await fingerprint(file)}${dryRun ? ' dry' : ''}${url ? ` ${url}` : ''}`
    const key = attempts.keyOf(attempt)
    const started = await startImport(shop.products, { path: file, name: path.basename(file), dryRun, key }).catch(
      (error: unknown) => {
        if (error instanceof Refused) attempts.ended(attempt)
        throw error
      },
    )
    const job = await watched(shop, started)
    attempts.ended(attempt)
    return await report(shop, job, (performance.now() - began) / 1000, folder)
  } finally {
    stop()
    await shop.close()
  }
}

function connect(folder: string, url: string | undefined): Promise<ShopConnection> | ShopConnection {
  if (url === undefined) return connectToFolder(folder, say)
  const token = process.env['MALLHIVE_TOKEN']
  if (!URL.canParse(url)) throw new Error(`--url is no address: ${url}`)
  if (!token) throw new Error('Set MALLHIVE_TOKEN to an access token of an admin of that shop.')
  return connectTo(url, token)
}

async function watched(shop: ShopConnection, started: ImportJob): Promise<ImportJob> {
  const format = '  {bar} {percentage}% | {products} products, {rejected} left out | {phase}'
  const bar = new SingleBar(
    { format, noTTYOutput: true, notTTYSchedule: 5_000, hideCursor: true },
    Presets.shades_classic,
  )
  bar.start(Math.max(1, started.bytes), 0, { products: 0, rejected: 0, phase: `into ${shop.description}` })
  try {
    return await followImport(shop.products, started.id, ({ state, bytesDone, products }) => {
      const { created, updated, unchanged, rejected } = products
      const phase = state === 'waiting' ? 'another import is first' : bytesDone === 0 ? 'looking through the file' : ''
      bar.update(bytesDone, { products: created + updated + unchanged, rejected, phase })
    })
  } finally {
    bar.stop()
  }
}

async function report(shop: ShopConnection, job: ImportJob, seconds: number, folder: string): Promise<number> {
  const problems = job.errors + job.warnings === 0 ? [] : await problemsOf(shop.products, job.id)
  print(`\n${summary(job, seconds)}`)
  for (const line of problemLines(problems, SHOWN_MAX)) print(`  ${line}`)
  if (problems.length > SHOWN_MAX) {
    const place = path.join(folder, 'import-reports', `${job.id}.txt`)
    mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 })
    writeFileSync(place, `${problemLines(problems).join('\n')}\n`, { mode: 0o600 })
    print(`  … and ${job.errors + job.warnings - SHOWN_MAX} more: ${place}`)
  }
  if (job.state === 'failed') return end(EXIT.notRun, job.failure ?? 'The import failed.')
  return job.products.rejected > 0 ? EXIT.rejected : EXIT.done
}

/** Ctrl-C: an open mall goes on with the import, one opened for it is closed in order. */
function leaveInOrder(shop: ShopConnection): () => void {
  const leave = () => {
    say(
      shop.staysOpen
        ? '\nThe mall goes on with the import; run it again to see how it ended.'
        : '\nClosing; run it again to go on.',
    )
    void shop.close().finally(() => process.exit(EXIT.notRun))
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.once(signal, leave)
  return () => signals.forEach((signal) => process.off(signal, leave))
}

/** What `fetch` throws says nothing to people. */
const messageOf = ({ message }: Error): string =>
  message === 'fetch failed'
    ? 'The shop does not answer (any more). Run the import again: it goes on where it was.'
    : message

function end(code: number, message: string): number {
  say(message)
  process.exitCode = code
  return code
}

const say = (line: string) => void process.stderr.write(`${line}\n`)
const print = (line: string) => void process.stdout.write(`${line}\n`)

await runMain(command)
