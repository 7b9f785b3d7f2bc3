import { spawn, type ChildProcess } from 'node:child_process'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '@mallhive/chassis'
import { client, overHttp, withHeaders } from '@mallhive/contract'
import { freshDatabase, testIssuer, testKeys, userToken } from '@mallhive/testkit'
import pg from 'pg'
import { orderApi } from '../contract/http.ts'
import { fakePayment } from './fakes/payment.ts'
import { fakeProduct } from './fakes/product.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** order-service in a process of its own that a test can kill, between fake neighbours that live on. */
export async function openOwnProcess(t: TestContext) {
  const [product, payment] = [fakeProduct(), fakePayment()]
  let child: ChildProcess | undefined
  let sql: pg.Pool | undefined
  let stopNeighbours: () => Promise<void> = async () => undefined
  t.after(async () => {
    await kill()
    await stopNeighbours()
    await sql?.end()
  })
  const [orderDatabase, paymentDatabase] = await Promise.all([
    freshDatabase(t, 'order_service'),
    freshDatabase(t, 'fake_payment'),
  ])
  sql = new pg.Pool({ connectionString: orderDatabase, max: 2 })
  // Ending a pool does not wait for its connections; the database may be dropped under the last of them.
  sql.on('error', () => undefined)

  const shared = { ...testKeys().env, LOG_LEVEL: 'silent', BUS: 'memory', APP_PORT: '0' }
  const neighbours = await run([product.service, payment.service, testIssuer], {
    env: () => ({ ...shared, DATABASE_URL: paymentDatabase }),
  })
  stopNeighbours = () => neighbours.stop()
  const urls = {
    PRODUCT_SERVICE_URL: neighbours.addresses.get('product-service')!,
    PAYMENT_SERVICE_URL: neighbours.addresses.get('payment-service')!,
    TEST_ISSUER_URL: neighbours.addresses.get('test-issuer')!,
  }

  /** Starts the process and answers its address. */
  async function start(): Promise<string> {
    const started = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] ?? '', ...shared, ...urls, DATABASE_URL: orderDatabase },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    let said = ''
    return new Promise((resolve, reject) => {
      started.once('exit', (code) => reject(new Error(`order-service ended with ${code}: ${said}`)))
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const address = /listens at (\S+),/.exec(said)?.[1]
        if (address !== undefined) resolve(address)
      })
    })
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child!.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  return {
    product,
    payment,
    start,
    kill,
    query: async (text: string) => (await sql.query<Record<string, unknown>>(text)).rows,
    clientOf: async (address: string, person: { id: string }) => {
      const authorization = `Bearer ${await userToken(person)}`
      return client(
        orderApi,
        withHeaders(overHttp(address), () => ({ authorization })),
      )
    },
  }
}
