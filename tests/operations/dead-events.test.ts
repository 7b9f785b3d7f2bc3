import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { consumer, defineService, ownDatabase, run, type Database } from '@mallhive/chassis'
import { api, event } from '@mallhive/contract'
import { freshDatabase } from '@mallhive/testkit'
import { Type } from 'typebox'
import { eventually } from '../surroundings/eventually.ts'

const COMMAND = fileURLToPath(new URL('../../apps/mall/src/dead-events.ts', import.meta.url))
const teaBrewed = event({ name: 'tea.brewed', version: 1, summary: 'Tea', data: Type.Object({ cup: Type.Integer() }) })
const brewed = (cup: number) => teaBrewed(`pot-${cup}`, { cup }, new Date('2026-01-01T12:00:00Z'))

/** A service that spills cups until told not to, with its settings where the mall writes them. */
async function spiller(t: TestContext) {
  const said: { database?: Database; isSteady: boolean; drunk: number[] } = { isSteady: false, drunk: [] }
  const service = defineService(
    {
      api: api('cart-service', {}),
      config: Type.Object({}),
      needs: {},
      database: ownDatabase<object>(new URL('../payments/no-migrations/', import.meta.url)),
    },
    ({ on, database }) => {
      said.database = database
      on(
        consumer<object, typeof teaBrewed.spec.data>({
          name: 'on-tea-brewed',
          event: teaBrewed,
          repeatable: async ({ data }) => {
            if (!said.isSteady) throw new Error('spilt')
            said.drunk.push(data.cup)
          },
        }),
      )
    },
  )
  const url = await freshDatabase(t, 'dead')
  const folder = await mkdtemp(path.join(tmpdir(), 'dead-events-'))
  await mkdir(path.join(folder, 'env'))
  await writeFile(path.join(folder, 'env', 'cart-service.env'), `DATABASE_URL='${url}'\n`)
  const mall = await run([service], {
    env: () => ({ APP_PORT: '0', LOG_LEVEL: 'silent', BUS: 'memory', DATABASE_URL: url }),
  })
  t.after(async () => {
    await mall.stop()
    await rm(folder, { recursive: true })
  })
  return { said, database: said.database!, command: (...words: string[]) => command(folder, words) }
}

interface Ended {
  readonly code: number
  readonly output: string
  readonly error: string
}
const command = (folder: string, words: readonly string[]) =>
  new Promise<Ended>((resolve) => {
    const env = { ...process.env, MALLHIVE_DATA: folder, DATABASE_URL: undefined }
    execFile(process.execPath, [COMMAND, ...words], { env }, (failed, output, error) =>
      resolve({ code: failed === null ? 0 : Number(failed.code), output, error }),
    )
  })

it('lists, shows, replays and drops the events that a service gave up (P15)', async (t) => {
  const { said, database, command } = await spiller(t)
  assert.deepEqual(await command('list'), { code: 0, output: 'No event waits for a person.\n', error: '' })

  await database.transaction(async (_tx, publish) => publish(brewed(1), brewed(2)))
  const parked = () =>
    database.read.selectFrom('parked_event').select(['key', 'event_id', 'dead']).orderBy('key').execute()
  await eventually('both to be parked', async () => (await parked()).length === 2)
  // The eleventh attempt has failed: the next is the last.
  await database.read.updateTable('parked_event').set({ attempts: 11, next_attempt_at: new Date() }).execute()
  await eventually('both to be dead', async () => (await parked()).every(({ dead }) => dead), 20_000)

  const [one, two] = (await parked()).map((row) => row.event_id)
  const listed = await command('list', '--service', 'cart-service')
  assert.match(
    listed.output,
    new RegExp(`^${one}  cart-service on-tea-brewed  tea.brewed.v1 pot-1  12 attempts since `, 'm'),
  )
  assert.match(listed.output, new RegExp(`^${two}  .*\n  Error: spilt$`, 'm'))
  assert.deepEqual(JSON.parse((await command('show', two!)).output).data, { cup: 2 })

  said.isSteady = true
  assert.deepEqual(await command('drop', one!), { code: 0, output: '1 event dropped.\n', error: '' })
  assert.deepEqual(await command('replay', 'all'), {
    ...{ code: 0, output: '1 event will be tried again within ten seconds.\n', error: '' },
  })
  await eventually(
    'the other to be handled',
    async () => said.drunk.length > 0 && (await parked()).length === 0,
    20_000,
  )
  assert.deepEqual(said.drunk, [2])
  const handled = await database.read.selectFrom('inbox').select('event_id').execute()
  assert.deepEqual(handled.map(({ event_id }) => event_id).sort(), [one, two].sort(), 'what was dropped stays dropped')
})

it('says what is wrong with what was asked', async (t) => {
  const { command } = await spiller(t)
  const gone = '01a1fe11-0000-7000-8000-000000000000'
  assert.deepEqual(await command('drop', gone), { code: 1, output: '', error: 'No such event waits for a person.\n' })
  assert.deepEqual(await command('drop', 'nonsense'), {
    code: 1,
    output: '',
    error: 'No such event waits for a person.\n',
  })
  assert.match((await command('drop')).error, /^Which event\?/)
  assert.match((await command('repaly', gone)).error, /^There is no action repaly: list, show, replay or drop\./)
  assert.match((await command('list', '--servce', 'x')).error, /^There is no option --servce\./)
  assert.match(
    (await command('list', '--service', 'tea-service')).error,
    /^There is no service tea-service; there are /,
  )
})
