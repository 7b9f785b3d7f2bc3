import { look } from '@mallhive/testkit/light-wire'
import type { Bench } from '../bench.ts'
import { measured, walk, type Measured } from '../measure.ts'
import { count, figures, milliseconds } from '../row.ts'
import { openSizedCatalogue, type SizedCatalogue } from '../sized-catalogue.ts'
import type { Scenario } from './scenario.ts'

const SIZES = [1_000, 100_000]
const LARGE = 1_000_000
const SORTS = ['featured', 'newest', 'price-asc', 'price-desc', 'title-asc']
/** Further than people look. A page by its number reads all rows before it. */
const PAGES = 20
const CHANGES = 40
const SLOWER_AT_MOST = 2

export const sizes: Scenario = {
  name: 'sizes',
  about: 'the plain product list of catalogues of 1,000 and 100,000 products, and a million with --large',
  async run(bench) {
    const { mall, say, isLarge } = bench
    let least: Least | undefined
    for (const products of isLarge ? [...SIZES, LARGE] : SIZES) {
      say(`  filling a catalogue of ${count(products)} products…`)
      const catalogue = await openSizedCatalogue(await mall(), products, (text) => say(`    ${text}…`))
      try {
        least = await measureLists(bench, catalogue, { products, least })
      } finally {
        await catalogue.close()
      }
    }
  },
}

/** The smallest catalogue, that others are compared with. */
interface Least {
  readonly looks: Measured
  readonly changed: Measured
}

async function measureLists(
  { row, seconds }: Bench,
  { address, change }: SizedCatalogue,
  { products, least }: { products: number; least: Least | undefined },
): Promise<Least> {
  const someList = async () => {
    const sort = SORTS[Math.floor(Math.random() * SORTS.length)]
    const page = 1 + Math.floor(Math.random() * PAGES)
    const { status } = await look(`${address}/v1/products?limit=20&sort=${sort}&page=${page}`)
    if (status !== 200) throw new Error(`the list was answered with ${status}`)
  }
  const looks = await walk(someList, { shoppers: 8, seconds })
  row({
    what: `plain list of ${count(products)} products, hardly a page kept: ${SORTS.length} orders × ${PAGES} pages, 8 connections`,
    measured: figures(looks),
    failed: looks.failed,
    ...beside(looks, least?.looks),
    ...(least && {
      target: `p99 ≤ ${SLOWER_AT_MOST} × that of ${count(SIZES[0]!)}`,
      isMet: looks.p99 <= SLOWER_AT_MOST * least.looks.p99,
    }),
  })
  const changed = await afterChanges(change, someList)
  row({
    what: `plain list of ${count(products)} products: the first look after a change, which counts anew`,
    measured: milliseconds(changed),
    ...beside(changed, least?.changed),
  })
  return least ?? { looks, changed }
}

async function afterChanges(change: () => Promise<unknown>, list: () => Promise<void>): Promise<Measured> {
  const times: number[] = []
  for (let index = 0; index < CHANGES; index += 1) {
    await change()
    const began = performance.now()
    await list()
    times.push(performance.now() - began)
  }
  return measured(times, times.reduce((sum, each) => sum + each, 0) / 1_000, 0)
}

const beside = (now: Measured, least: Measured | undefined) =>
  least ? { ratio: `p99 ${(now.p99 / least.p99).toFixed(1)} × that of ${count(SIZES[0]!)}` } : {}
