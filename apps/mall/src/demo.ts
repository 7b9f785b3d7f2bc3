import { createReadStream, readFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { setTimeout as pause } from 'node:timers/promises'
import { client, withHeaders, type Client, type ProblemReply, type Wire } from '@mallhive/contract'
import { productApi, type ListFilter, type Swatches } from '@mallhive/product-service/contract'
import { userApi } from '@mallhive/user-service/contract'
import { DEMO_FOLDER } from './shop-folder.ts'

const POLL_MS = 100
const PICTURES_WAIT_MS = 30_000

interface DemoShop {
  readonly catalogue: string
  readonly categories: readonly {
    handle: string
    title: string
    sentence: string
    rule: { types: string[]; tags: string[] }
    picture: string
  }[]
  readonly featured: readonly string[]
  readonly filters: readonly ListFilter[]
  readonly paints: Swatches
}
interface Admin {
  readonly email: string
  readonly password: string
}

/** The same at every try: an import that a killed start began is found again. */
const IMPORT_KEY = 'demo-catalogue-import'

/** How far the filling has come, kept between starts. */
export interface DemoNote {
  recall(): string | undefined
  remember(state: 'begun' | 'done'): void
}

/**
 * Fills an empty shop with the demo catalogue, through the same operations a merchant uses. Every step may be repeated, so a start
 * that was killed half-way is finished by the next. A shop that has products of its own is left alone.
 */
export async function fillEmptyShop(
  wire: (service: string) => Wire,
  admin: Admin,
  note: DemoNote,
  detail: (text: string) => void,
): Promise<void> {
  if (note.recall() === 'done') return
  const products = client(
    productApi,
    withHeaders(wire('product-service'), await authorised(wire('user-service'), admin)),
  )
  if (note.recall() === 'begun' || (await isEmpty(products))) {
    note.remember('begun')
    const shop = JSON.parse(readFileSync(path.join(DEMO_FOLDER, 'shop.json'), 'utf8')) as DemoShop
    await importCatalogue(products, path.join(DEMO_FOLDER, shop.catalogue), detail)
    await makeCategories(products, shop)
    await setFilters(products, shop)
    await setFeatured(products, shop.featured)
    await picturesCopied(products, detail)
  }
  note.remember('done')
}

async function authorised(wire: Wire, { email, password }: Admin): Promise<() => Record<string, string>> {
  const answer = await client(userApi, wire).signIn({ body: { email, password } })
  if (answer.status !== 201) throw unexpected('sign in as admin', answer)
  return () => ({ authorization: `Bearer ${answer.body.accessToken}` })
}

async function isEmpty(products: Client<typeof productApi>): Promise<boolean> {
  const answer = await products.listProducts({ query: { limit: 1 } })
  if (answer.status !== 200) throw unexpected('count the products', answer)
  return answer.body.total === 0
}

async function importCatalogue(
  products: Client<typeof productApi>,
  file: string,
  detail: (text: string) => void,
): Promise<void> {
  const stream = Readable.toWeb(createReadStream(file)) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>
  const started = await products.startImport({
    query: { name: path.basename(file) },
    stream,
    idempotencyKey: IMPORT_KEY,
  })
  if (started.status !== 202) throw unexpected('import the demo catalogue', started)
  for (;;) {
    const answer = await products.getImport({ params: { importId: started.body.id } })
    if (answer.status !== 200) throw unexpected('import the demo catalogue', answer)
    const { state, products: counts, failure } = answer.body
    detail(`${counts.created + counts.updated + counts.unchanged} products`)
    if (state === 'done') return
    if (state === 'failed') throw new Error(`the demo catalogue could not be imported: ${failure}`)
    await pause(POLL_MS)
  }
}

async function makeCategories(products: Client<typeof productApi>, { categories }: DemoShop): Promise<void> {
  for (const [position, { handle, title, sentence, rule, picture }] of categories.entries()) {
    const body = { handle, title, description: sentence, position, rule, image: { src: picture, alt: '' } }
    const answer = await products.createCategory({ body })
    if (answer.status !== 201 && answer.status !== 409) throw unexpected(`make the category ${title}`, answer)
  }
}

async function setFilters(products: Client<typeof productApi>, { filters, paints }: DemoShop): Promise<void> {
  const answer = await products.setFilters({ body: { filters: [...filters], swatches: paints } })
  if (answer.status !== 200) throw unexpected('choose the filters', answer)
}

async function setFeatured(products: Client<typeof productApi>, handles: readonly string[]): Promise<void> {
  const found = await Promise.all(handles.map((idOrHandle) => products.getProduct({ params: { idOrHandle } })))
  const productIds = found.flatMap((answer) => (answer.status === 200 ? [answer.body.id] : []))
  const answer = await products.setFeatured({ body: { productIds } })
  if (answer.status !== 204) throw unexpected('pick the featured products', answer)
}

/** The pages look best with their pictures; a shop without them opens all the same. */
async function picturesCopied(products: Client<typeof productApi>, detail: (text: string) => void): Promise<void> {
  const deadline = Date.now() + PICTURES_WAIT_MS
  while (Date.now() < deadline) {
    const answer = await products.picturesProgress({})
    if (answer.status !== 200) return
    const { copied, waiting, missing } = answer.body
    detail(`${copied} of ${copied + waiting + missing} pictures`)
    if (waiting === 0) return
    await pause(POLL_MS)
  }
}

const unexpected = (what: string, { status, body }: { status: number; body?: unknown } | ProblemReply) =>
  new Error(`could not ${what}: ${status} ${JSON.stringify(body)}`)
