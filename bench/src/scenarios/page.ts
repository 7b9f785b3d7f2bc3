import { get } from 'node:http'
import { someVariants } from '../mall.ts'
import { hammer, measured, type Measured } from '../measure.ts'
import { count, figures, milliseconds } from '../row.ts'
import type { Scenario } from './scenario.ts'

const PAGES_PER_SECOND = 1_500
const FIRST_BYTE_MS = 20
const VISITS = 200
const SORTS = ['newest', 'price-asc', 'price-desc', 'title-asc']

export const page: Scenario = {
  name: 'page',
  about: 'the page of 24 products as a browser gets it: how many a second, and the first byte',
  async run({ mall, row, seconds }) {
    const { ports } = await mall()
    await someVariants(await mall())
    const shop = `http://127.0.0.1:${ports['storefront']}`
    const pages = await hammer({ url: `${shop}/products` }, { seconds })
    row({
      what: 'page of 24 products',
      measured: figures(pages),
      target: `≥ ${count(PAGES_PER_SECOND)}/s`,
      isMet: pages.perSecond >= PAGES_PER_SECOND,
      failed: pages.failed,
    })
    const isSoonEnough = ({ p50 }: Measured) => ({ target: `≤ ${FIRST_BYTE_MS} ms (p50)`, isMet: p50 <= FIRST_BYTE_MS })
    const kept = await firstBytes(Array.from({ length: VISITS }, () => `${shop}/products`))
    row({ what: 'page of 24, first byte, one visitor', measured: milliseconds(kept), ...isSoonEnough(kept) })

    const different = Array.from(
      { length: VISITS },
      (_, index) => `${shop}/products?sort=${SORTS[index % SORTS.length]}&page=${1 + (index % 40)}&visit=${index}`,
    )
    const fresh = await firstBytes(different)
    row({
      what: 'page of 24, first byte, a page that nobody has asked for before',
      measured: milliseconds(fresh),
      ...isSoonEnough(fresh),
    })
    const cookie = 'mall-name=Marlene'
    const own = await hammer({ url: `${shop}/products`, headers: { cookie } }, { seconds, connections: 8 })
    row({
      what: 'page of 24 for somebody with a session, made for them alone, 8 connections',
      measured: figures(own),
      failed: own.failed,
    })
  },
}

/** Milliseconds to the first byte of the page itself, one visit after the other. */
async function firstBytes(urls: readonly string[]): Promise<Measured> {
  const times: number[] = []
  const began = performance.now()
  for (const url of urls) times.push(await firstByte(url))
  return measured(times, (performance.now() - began) / 1_000, 0)
}

function firstByte(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    let took = 0
    get(url, { headers: { accept: 'text/html', 'accept-encoding': 'br' } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`))
      answer.once('data', () => (took = performance.now() - began))
      answer.on('data', () => undefined).on('end', () => resolve(took))
    }).on('error', reject)
  })
}
