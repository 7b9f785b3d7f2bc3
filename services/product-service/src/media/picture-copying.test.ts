import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { newId } from '@mallhive/kernel'
import { sql } from 'kysely'
import sharp from 'sharp'
import { quiet, testShop, type TestShop } from '../../tests/import-shop.ts'
import { postgresCategories } from '../store/categories.ts'
import { loadProducts } from '../store/load-products.ts'
import { postgresPictures } from '../store/pictures.ts'
import { productView } from '../domain/stored-product.ts'
import { fetchPicture } from './fetch-picture.ts'
import { mediaFolder } from './media-folder.ts'
import { copyPictures } from './picture-copying.ts'
import { isPublicAddress } from './public-address.ts'

const clay = await sharp({ create: { width: 700, height: 10, channels: 3, background: '#b7694a' } })
  .png()
  .toBuffer()

async function host(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

/** A shop whose clock the test moves, and that may fetch from the test's own server as no shop may. */
async function copying(t: TestContext, shop: TestShop) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive pictures '))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const pictures = postgresPictures(shop.database)
  const isAllowed = (address: string) => address === '127.0.0.1' || isPublicAddress(address)
  let now = Date.now() + 1_000
  const parts = {
    pictures,
    folder: mediaFolder(folder),
    fetch: (source: string) => fetchPicture(source, { isAllowed }),
    clock: () => new Date(now),
    log: quiet,
  }
  return {
    pictures,
    files: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.webp')).length,
    async run(afterSeconds = 0) {
      now += afterSeconds * 1_000
      while (await copyPictures(parts));
    },
  }
}

const file = (...sources: string[]) =>
  `Handle,Title,Variant Price,Image Src\n${sources.map((source, index) => `p${index},P,1.00,${source}\n`).join('')}`

it('shows a product its own copies as soon as it has them, on the page and on the card, and copies an address once', async (t) => {
  let asked = 0
  const address = await host(t, (_, response) => {
    asked += 1
    response.end(clay)
  })
  const shop = await testShop(t)
  await shop.import(file(`${address}/a`, `${address}/a`))
  const { run, pictures, files } = await copying(t, shop)
  assert.deepEqual(await pictures.progress(), { copied: 0, waiting: 1, missing: 0 })
  await run()
  await run(3_600)
  assert.deepEqual([asked, files(), await pictures.progress()], [1, 3, { copied: 1, waiting: 0, missing: 0 }])

  const [product] = await loadProducts(shop.database.read, sql`p.handle = 'p1'`)
  const [picture] = productView(product!).pictures
  assert.deepEqual(
    picture?.sizes.map(({ width }) => width),
    [320, 640, 700],
  )
  assert.match(picture!.sizes[0]!.url, /^\/media\/[0-9a-f]{40}-320\.webp$/)
  const { rows } = await sql`select card -> 'picture' as picture from listing`.execute(shop.database.read)
  assert.deepEqual(rows, [{ picture }, { picture }])
})

it('keeps one file of what two addresses hold', async (t) => {
  const address = await host(t, (_, response) => void response.end(clay))
  const shop = await testShop(t)
  await shop.import(file(`${address}/a`, `${address}/b`))
  const { run, pictures, files } = await copying(t, shop)
  await run()
  assert.deepEqual([files(), await pictures.progress()], [3, { copied: 2, waiting: 0, missing: 0 }])
})

it('tries again what fails for the moment, later each time, and lists it as missing in the end', async (t) => {
  let asked = 0
  const address = await host(t, (_, response) => {
    asked += 1
    response.writeHead(503).end()
  })
  const shop = await testShop(t)
  await shop.import(file(`${address}/a.jpg`))
  const { run, pictures } = await copying(t, shop)
  for (const [pause, attempts] of [
    [0, 1],
    [9, 1],
    [1, 2],
    [20, 3],
    [40, 4],
    [79, 4],
    [1, 5],
  ] as const) {
    await run(pause)
    assert.equal(asked, attempts)
  }
  assert.deepEqual(await pictures.progress(), { copied: 0, waiting: 1, missing: 0 })
  await run(160)
  await run(86_400)
  assert.deepEqual([asked, await pictures.progress()], [6, { copied: 0, waiting: 0, missing: 1 }])
  assert.deepEqual(await pictures.report({ limit: 10 }), {
    items: [{ src: `${address}/a.jpg`, productHandle: 'p0', reason: 'was answered with 503' }],
  })
})

it('lists what cannot be had, page by page, with the reason', async (t) => {
  const address = await host(t, (_, response) => void response.writeHead(404).end())
  const shop = await testShop(t)
  await shop.import(
    file('file:///etc/passwd', 'http://169.254.169.254/latest', `${address}/gone`, 'pictures/lamp.webp'),
  )
  const { run, pictures } = await copying(t, shop)
  await run()
  const first = await pictures.report({ limit: 3 })
  const second = await pictures.report({ limit: 3, cursor: first.nextCursor! })
  const found = [...first.items, ...second.items].map(({ src, reason }) => `${src} ${reason}`)
  assert.deepEqual(
    found.sort(),
    [
      'file:///etc/passwd is not an http or https address',
      'http://169.254.169.254/latest is not at a public address',
      `${address}/gone was answered with 404`,
      'pictures/lamp.webp is not an http or https address',
    ].sort(),
  )
  assert.equal(second.nextCursor, undefined)
})

it('is taken up by another process when the one that had it died', async (t) => {
  const address = await host(t, (_, response) => void response.end(clay))
  const shop = await testShop(t)
  await shop.import(file(`${address}/a`))
  const { run, pictures } = await copying(t, shop)
  assert.equal((await pictures.claim(1, new Date(Date.now() + 1_000))).length, 1)
  await run()
  assert.deepEqual(await pictures.progress(), { copied: 0, waiting: 1, missing: 0 })
  await run(121)
  assert.deepEqual(await pictures.progress(), { copied: 1, waiting: 0, missing: 0 })
})

it('shows a category the picture that the merchant gave it', async (t) => {
  const address = await host(t, (_, response) => void response.end(clay))
  const shop = await testShop(t)
  const categories = postgresCategories(shop.database)
  const { run } = await copying(t, shop)
  const now = new Date()
  const image = { source: `${address}/scene`, alt: 'Lamps in the evening' }
  const content = { handle: 'lamps', title: 'Lamps', position: 0, rule: { types: [], tags: [] } }
  const id = newId()
  await categories.save(id, { ...content, image }, { mustExist: false, now })
  assert.equal((await categories.all(now))[0]?.picture, undefined)
  await run()
  const { picture } = (await categories.all(now))[0]!
  assert.deepEqual([picture?.alt, picture?.sizes.map(({ width }) => width)], ['Lamps in the evening', [320, 640, 700]])
  await categories.save(id, content, { mustExist: true, now })
  assert.equal((await categories.all(now))[0]?.picture, undefined)
})
