import type autocannon from 'autocannon'
import { cartApi } from '@mallhive/cart-service/contract'
import type { Bench } from '../bench.ts'
import { someVariants, type Mall } from '../mall.ts'
import { hammer, oneByOne, type Measured } from '../measure.ts'
import { besideLimit, milliseconds } from '../row.ts'
import { addressOf, clientOf, guest, must, type Guest } from '../shopper.ts'
import type { Scenario } from './scenario.ts'

const GUESTS = 200
/** What most shoppers have in their cart, and what few have. */
const LINES = [4, 40]
const LONG_CART_LINES = 250
const ADDS_TO_LONG_CART = 300

export const cart: Scenario = {
  name: 'cart',
  about:
    'adding a line to carts of a few lines and of many, looking, and adding to a cart of 250 lines beside an empty one',
  async run(bench) {
    const { mall, limit, row, seconds } = bench
    const { ports } = await mall()
    const variants = await someVariants(await mall())
    const url = addressOf(ports, 'cart-service')

    for (const lines of LINES) {
      const guests = await Promise.all(Array.from({ length: GUESTS }, () => guest(ports)))
      const vary = addTo(guests, variants.slice(0, lines))
      const adds = await hammer({ url, method: 'POST', vary }, { seconds })
      row(besideLimit(`add a line to a cart of up to ${lines} (${GUESTS} shoppers)`, adds, await limit('update'), 0.4))
    }

    const visitor = await guest(ports)
    for (const variantId of variants.slice(0, 2)) await add(ports, visitor, variantId)
    const headers = { authorization: `Bearer ${visitor.token}` }
    const looks = await hammer({ url: `${url}/v1/cart/${visitor.id}`, headers }, { seconds })
    row(besideLimit('get a cart with 2 lines', looks, await limit('select'), 0.5))

    await longCart(bench, await mall(), variants)
  },
}

/** Each cart grows to one line a variant, whose quantities grow then. */
function addTo(guests: readonly Guest[], variants: readonly string[]) {
  let next = 0
  return (request: autocannon.Request): autocannon.Request => {
    const { id, token } = guests[next % guests.length]!
    const body = JSON.stringify({
      variantId: variants[Math.floor(next++ / guests.length) % variants.length],
      quantity: 1,
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return { ...request, path: `/v1/cart/${id}/items`, body, headers }
  }
}

/** One shopper at a time; a cart takes 250 lines and no more, so what is added is one of them. */
async function longCart({ row, say }: Bench, { ports }: Mall, variants: readonly string[]): Promise<void> {
  say('  filling a cart with 250 lines…')
  const owner = await guest(ports)
  for (const variantId of variants.slice(0, LONG_CART_LINES)) await add(ports, owner, variantId, 'return=minimal')
  for (const prefer of [undefined, 'return=minimal']) {
    const newcomers = await Promise.all(Array.from({ length: ADDS_TO_LONG_CART }, () => guest(ports)))
    const toEmpty: (() => Promise<unknown>)[] = []
    const toLong: (() => Promise<unknown>)[] = []
    newcomers.forEach((newcomer, index) => {
      const variantId = variants[index % LONG_CART_LINES]!
      toEmpty.push(() => add(ports, newcomer, variantId, prefer))
      toLong.push(() => add(ports, owner, variantId, prefer))
    })
    const [empty, long] = await alternately(toEmpty, toLong)
    const share = long.p50 / empty.p50
    row({
      what: `add to a cart of 250 lines, alone, ${prefer ? 'answered by 204 (`Prefer: return=minimal`)' : 'answered by the whole cart'}`,
      measured: milliseconds(long),
      ratio: `${share.toFixed(1)} × an empty cart (${milliseconds(empty)})`,
      target: '≤ 2 × an empty cart (p50)',
      isMet: share <= 2,
    })
  }
}

/** In turns, so that a machine that is slower for a while is so for both. */
async function alternately(
  first: readonly (() => Promise<unknown>)[],
  second: readonly (() => Promise<unknown>)[],
): Promise<[Measured, Measured]> {
  const turns = 10
  const size = Math.ceil(first.length / turns)
  const parts: [Measured[], Measured[]] = [[], []]
  for (let from = 0; from < first.length; from += size) {
    parts[0].push(await oneByOne(first.slice(from, from + size)))
    parts[1].push(await oneByOne(second.slice(from, from + size)))
  }
  return [median(parts[0]), median(parts[1])]
}

function median(parts: readonly Measured[]): Measured {
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
  return {
    perSecond: middle(parts.map(({ perSecond }) => perSecond)),
    p50: middle(parts.map(({ p50 }) => p50)),
    p99: Math.max(...parts.map(({ p99 }) => p99)),
    failed: 0,
  }
}

async function add(ports: Mall['ports'], { id, token }: Guest, variantId: string, prefer?: string): Promise<void> {
  const answer = await clientOf(ports, cartApi, token).addItem({
    params: { userID: id },
    headers: prefer === undefined ? {} : { prefer },
    body: { variantId, quantity: 1 },
  })
  must(prefer === undefined ? 200 : 204, answer)
}
