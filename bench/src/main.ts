// npm run bench [-- <seconds a scenario>]: the mall beside the limits of the same machine in the same run.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryOf } from './memory.ts'
import { hammer, walk, type Measured } from './measure.ts'
import { addressOf, checkout, guest, type Ports } from './shopper.ts'

if (process.argv.includes('--help')) {
  console.log('npm run bench [-- <seconds>]   measures each scenario for so many seconds (8) and writes bench/results/')
  process.exit(0)
}
const seconds = Number(process.argv[2] ?? 8)
const rows: string[] = []
/** As the launcher starts a mall. */
const ROOMY = '--max-semi-space-size=32'

process.stderr.write('Opening a mall with 1,000 products × 4 variants…\n')
const { child: mall, line } = await begin('target.ts')
const { ports, databases } = JSON.parse(line) as { ports: Ports; databases: Record<string, string> }
const limits = await begin('limits.ts', databases['product-service']!)
try {
  // Long enough for what the import used to be given back.
  await pause(15_000)
  const idle = memoryOf(mall.pid!)
  const variants = await someVariants(ports)

  const hello = await scenario('limit: Fastify hello', () => hammer({ url: `${limits.line}/hello` }, { seconds }))
  const select = await scenario(
    'limit: Fastify + one indexed select',
    () => hammer({ url: `${limits.line}/select` }, { seconds }),
    hello,
  )
  const products = addressOf(ports, 'product-service')
  await scenario('product list of 20', () => hammer({ url: `${products}/v1/products?limit=20` }, { seconds }), select)
  await scenario('product detail', () => hammer({ url: `${products}/v1/products/thing-7` }, { seconds }), select)

  const { id, token } = await guest(ports)
  const cart = {
    url: `${addressOf(ports, 'cart-service')}/v1/cart/${id}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  }
  const adds = await Promise.all(Array.from({ length: 200 }, () => guest(ports)))
  await scenario(
    'add a line to a cart',
    () => hammer({ url: addressOf(ports, 'cart-service'), method: 'POST', vary: addTo(adds, variants) }, { seconds }),
    select,
  )
  for (const variantId of variants.slice(0, 2))
    await fetch(`${cart.url}/items`, {
      method: 'POST',
      headers: cart.headers,
      body: JSON.stringify({ variantId, quantity: 1 }),
    })
  await scenario('get a cart with 2 lines', () => hammer(cart, { seconds }), select)

  const flow = () => checkout(ports, variants)
  await scenario('whole checkout, 8 shoppers (orders/s)', () => walk(flow, { shoppers: 8, seconds }))
  await scenario('whole checkout, 32 shoppers (orders/s)', () => walk(flow, { shoppers: 32, seconds }))
  await scenario('whole checkout, one shopper alone', () => walk(flow, { shoppers: 1, seconds }))
  await scenario(
    'home page, server-rendered',
    () => hammer({ url: `http://127.0.0.1:${ports['storefront']}/` }, { seconds }),
    select,
  )
  await scenario(
    'page of 24 products, server-rendered',
    () => hammer({ url: `http://127.0.0.1:${ports['storefront']}/products` }, { seconds }),
    select,
  )
  report(idle, memoryOf(mall.pid!))
} finally {
  limits.child.kill()
  mall.kill('SIGTERM')
  await once(mall, 'exit')
}

async function scenario(name: string, run: () => Promise<Measured>, limit?: Measured): Promise<Measured> {
  process.stderr.write(`${name}… `)
  const measured = await run()
  const { perSecond, p50, p99, failed } = measured
  const share = limit ? `${(perSecond / limit.perSecond).toFixed(2)}` : ''
  rows.push(`| ${name} | ${Math.round(perSecond).toLocaleString('en')} | ${p50} / ${p99} | ${share} | ${failed} |`)
  process.stderr.write(`${Math.round(perSecond)}/s, ${p50} / ${p99} ms${failed > 0 ? `, ${failed} FAILED` : ''}\n`)
  return measured
}

function addTo(guests: readonly { id: string; token: string }[], variants: readonly string[]) {
  let next = 0
  return (request: object) => {
    const { id, token } = guests[next % guests.length]!
    const body = JSON.stringify({ variantId: variants[next++ % 40], quantity: 1 })
    return {
      ...request,
      path: `/v1/cart/${id}/items`,
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    }
  }
}

async function someVariants(known: Ports): Promise<string[]> {
  const handles = Array.from({ length: 250 }, (_, index) => `thing-${index * 4}`)
  const found = await Promise.all(
    handles.map((handle) =>
      fetch(`${addressOf(known, 'product-service')}/v1/products/${handle}`).then(
        (answer) => answer.json() as Promise<{ variants: { id: string }[] }>,
      ),
    ),
  )
  return found.flatMap((product) => product.variants.map((variant) => variant.id))
}

async function begin(file: string, ...args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [ROOMY, fileURLToPath(new URL(file, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout!), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended before it was ready`))),
  ])) as [string]
  return { child, line }
}

function report(idle: number | undefined, after: number | undefined): void {
  const [cpu] = cpus()
  const text = `# Measured ${new Date().toISOString().slice(0, 10)}

Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; 1,000 products × 4 variants; the mall in one process, its PostgreSQL
(fsync and synchronous_commit on), and the load generator share the cores. Repeat with \`npm run bench\`.

| Scenario | per second | p50 / p99 ms | of the select limit | failed |
|---|---|---|---|---|
${rows.join('\n')}

Memory of all processes, shared memory once: ${idle} MB idle, ${after} MB after all of this.
`
  const folder = new URL('../results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = new URL(`${new Date().toISOString().slice(0, 10)}.md`, folder)
  writeFileSync(file, text)
  process.stdout.write(`\n${text}\nWritten to ${fileURLToPath(file)}\n`)
}
