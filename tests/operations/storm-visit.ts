import { client, type Wire } from '@mallhive/contract'
import { newId } from '@mallhive/kernel'
import { lightWire, look } from '@mallhive/testkit/light-wire'
import type { Visit as Basket } from '../fire/kills-shoppers.ts'
import type { KillableMall } from '../surroundings/killable-mall.ts'
import type { MallClient } from '../surroundings/mall.ts'
import { shopperOf } from '../surroundings/shopper.ts'

/** How a visit ended: with an order (201), or with the first refusal (503), which the visitor takes for an answer. */
export interface Visit {
  readonly status: 201 | 503
  /** Of the request that ended it. */
  readonly ms: number
  readonly retryAfter?: string | undefined
}

class Refused extends Error {
  readonly visit: Visit

  constructor(ms: number, retryAfter: string | undefined) {
    super('there is no room')
    this.visit = { status: 503, ms, retryAfter }
  }
}

/** Looks for something in the shop, puts it into the cart and orders it, as a new guest. Throws for an answer that no visitor should get. */
export async function visit(
  { ports, shopUrl, adminToken }: KillableMall,
  variantId: string,
  baskets: Basket[],
): Promise<Visit> {
  let began = 0
  const refusable = async <A extends { status: number; headers?: Readonly<Record<string, string>> }>(
    ask: () => Promise<A>,
  ): Promise<A> => {
    began = performance.now()
    const answer = await ask()
    if (answer.status === 503) throw new Refused(performance.now() - began, answer.headers?.['retry-after'])
    return answer
  }
  const wireOf = (service: string, token?: string): Wire => {
    const wire = lightWire(ports[service]!, token)
    return (spec, call) => refusable(() => wire(spec, call))
  }
  const mall: MallClient = { adminToken, client: (api, token) => client(api, wireOf(api.service, token)) }

  try {
    const page = await refusable(() => look(`${shopUrl}/products?q=${newId()}`))
    const shopper = await shopperOf(mall)
    const wish = { variantId, quantity: 1 }
    await shopper.add(wish)
    baskets.push({ userId: shopper.userId, added: wish })
    const { status } = await shopper.buys([wish])
    if (page.status !== 200 || status !== 201) throw new Error(`a page answered ${page.status}, an order ${status}`)
    return { status, ms: performance.now() - began }
  } catch (error) {
    if (error instanceof Refused) return error.visit
    throw error
  }
}
