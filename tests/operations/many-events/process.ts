// The tea house as a process of its own, to be killed. Says on standard output when it is open.
import { run } from '@mallhive/chassis'
import type { Databases } from './books.ts'
import { cupService, kettleService } from './tea-house.ts'

const databases = JSON.parse(process.env['TEA_DATABASES']!) as Databases
await run([kettleService, cupService()], {
  listen: false,
  env: (name) => ({
    LOG_LEVEL: 'silent',
    DATABASE_URL: databases[name as keyof Databases],
    BUS_URL: databases.bus,
  }),
})
process.stdout.write('open\n')
