import { get } from 'node:http'
import { cartApi } from '@mallhive/cart-service/contract'
import { someVariants, type Mall } from '../mall.ts'
import { hammer, measured, type Measured } from '../measure.ts'
import { count, figures, milliseconds } from '../row.ts'
import { clientOf, guest, must, type Guest } from '../shopper.ts'
import type { Scenario } from './scenario.ts'

const PAGES_PER_SECOND = 1_500
const FIRST_BYTE_MS = 20
const VISITS = 200
const PAGES = 40
const SORTS = ['newest', 'price-asc', 'price-desc', 'title-asc']

export const page: Scenario = {
  name: 'page',
  about: 'the page of 24 products as a browser gets it: how many a second, and the first byte',
  async run({ mall, row, seconds }) {
    const { ports } = await mall()
    const url = `http://127.0.0.1:${ports['storefront']}/products`
    const cookie = `mall-access=${(await guestWithTwoThings(await mall())).token}`
    const rates = [
      { who: 'for somebody who is new', ...(await hammer({ url }, { seconds })) },
      { who: 'for a guest with two things in the cart', ...(await hammer({ url, headers: { cookie } }, { seconds })) },
    ]
    for (const { who, ...pages } of rates)
      row({
        what: `page of 24 products, ${who}`,
        measured: figures(pages),
        target: `≥ ${count(PAGES_PER_SECOND)}/s`,
        isMet: pages.perSecond >= PAGES_PER_SECOND,
        failed: pages.failed,
      })
    const { origin } = new URL(url)
    const anew = await hammer({ url: origin, vary: (request) => ({ ...request, path: newPath() }) }, { seconds })
    row({ what: 'page of 24 products, each made anew', measured: figures(anew), failed: anew.failed })

    const visits = Array.from({ length: VISITS })
    for (const [what, first] of [
      ['one visitor', await firstBytes(visits.map(() => url))],
      ['one visitor, each page made anew', await firstBytes(visits.map(() => `${origin}${newPath()}`))],
    ] as const)
      row({
        what: `page of 24 products, first byte, ${what}`,
        measured: milliseconds(first),
        target: `≤ ${FIRST_BYTE_MS} ms (p50)`,
        isMet: first.p50 <= FIRST_BYTE_MS,
      })
  },
}

/** An address that nobody has asked for: what the page is made of is known, the page is not. */
let visit = 0
const newPath = () => `/products?sort=${SORTS[visit % SORTS.length]}&page=${1 + (visit % PAGES)}&visit=${visit++}`

async function guestWithTwoThings({ ports }: Mall): Promise<Guest> {
  const visitor = await guest(ports)
  const [variantId] = await someVariants({ ports })
  const body = { variantId: variantId!, quantity: 2 }
  must(200, await clientOf(ports, cartApi, visitor.token).addItem({ params: { userID: visitor.id }, body }))
  return visitor
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
