import { defineCommand, runMain } from 'citty'
import { dataFolderPath } from './data-folder.ts'
import { serviceToken } from './service-token.ts'
import { services } from './services.ts'
import { unknownOption } from './unknown-option.ts'

const names = services.map(({ service }) => service.name)

const command = defineCommand({
  meta: {
    name: 'npm run token --',
    description: `Prints a token of one minute, for trying what only a service may do:

  TOKEN=$(npm run --silent token -- order-service)

  It is signed by the key of the mall in this folder (.mallhive, or MALLHIVE_DATA), and is worth nothing anywhere else.`,
  },
  args: {
    service: { type: 'positional', description: `Who to be: ${names.join(', ')}`, required: true },
  },
  async run({ args, rawArgs, cmd }) {
    const misspelt = unknownOption(rawArgs, cmd.args as object as Record<string, unknown>)
    if (misspelt !== undefined) return fail(`There is no option ${misspelt}. See npm run token -- --help.`)
    if (!names.includes(args.service))
      return fail(`There is no service ${args.service}; there are ${names.join(', ')}.`)
    try {
      process.stdout.write(`${await serviceToken(dataFolderPath(process.env), args.service)}\n`)
    } catch (error) {
      fail((error as Error).message)
    }
  },
})

function fail(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}

await runMain(command)
