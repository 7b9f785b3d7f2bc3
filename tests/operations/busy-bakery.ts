// A service whose work takes the processor, in a thread with an event loop of its own, so that the tests' client is not slowed by it.
import { parentPort } from 'node:worker_threads'
import { setImmediate as turn } from 'node:timers/promises'
import { defineService, run } from '@mallhive/chassis'
import { api, route } from '@mallhive/contract'
import { Type } from 'typebox'

const KNEADINGS = 4
/** By the clock: what else runs on the machine makes neither a faster nor a slower bakery. */
const KNEADING_MS = 1

const bakeryApi = api('bakery-service', {
  knead: route({
    operationId: 'knead',
    summary:
      'Works the processor some milliseconds, in several turns of the event loop, as requests do that ask a database',
    method: 'GET',
    path: '/v1/dough',
    access: ['public'],
    replies: { 200: Type.Object({ done: Type.Boolean() }) },
  }),
})
const bakery = defineService({ api: bakeryApi, config: Type.Object({}), needs: {} }, ({ serve }) => {
  serve(bakeryApi.routes.knead, async () => {
    for (let kneading = 0; kneading < KNEADINGS; kneading++) {
      for (const end = performance.now() + KNEADING_MS; performance.now() < end; );
      await turn()
    }
    return { status: 200, body: { done: true } }
  })
})
const env = { APP_PORT: '0', BUS: 'memory', LOG_LEVEL: 'silent' }
const mall = await run([bakery], { env: () => env })
parentPort!.once('message', () => void mall.stop().then(() => process.exit(0)))
parentPort!.postMessage(mall.addresses.get('bakery-service'))
