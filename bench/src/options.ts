import { parseArgs } from 'node:util'
import { scenarios, type Scenario } from './scenarios/index.ts'

const SECONDS_DEFAULT = 5
const SECONDS_MAX = 600

export interface Options {
  readonly seconds: number
  readonly isLarge: boolean
  readonly chosen: readonly Scenario[]
}

export const help = `npm run bench [-- <options>]

Opens a mall with 1,000 products × 4 variants and production settings in a temporary folder, measures it from a second process, and beside it
the limits of the same machine: bare Fastify, Fastify with one SQL statement. Everything shares this machine's cores, so close what you can.
It writes bench/results/<date>.md; with --only it writes <date>.local.md, which is not kept in git.

  --seconds <n>      how long each measurement takes, after two seconds of warm-up (${SECONDS_DEFAULT})
  --only <a>[,<b>]   these scenarios alone, and the limits they are compared with
  --large            also the catalogue of a million products, which takes some ten minutes to fill
  --help             this

Scenarios, in the order in which they run:
${scenarios.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`).join('\n')}

  npm run bench -- --only checkout,order --seconds 20
`

/** Reads the command line; answers a sentence for people where it cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' | { readonly fault: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string', default: String(SECONDS_DEFAULT) },
        only: { type: 'string' },
        large: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return 'help'
    const seconds = Number(values.seconds)
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > SECONDS_MAX)
      return { fault: `--seconds takes a number from 1 to ${SECONDS_MAX}.` }
    const names = values.only?.split(',')
    const unknown = names?.filter((name) => !scenarios.some((scenario) => scenario.name === name)) ?? []
    if (unknown.length > 0)
      return {
        fault: `There is no scenario ${unknown.join(', ')}; there are ${scenarios.map(({ name }) => name).join(', ')}.`,
      }
    return { seconds, isLarge: values.large, chosen: scenarios.filter(({ name }) => names?.includes(name) ?? true) }
  } catch (error) {
    return { fault: (error as Error).message }
  }
}
