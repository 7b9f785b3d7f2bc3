import type autocannon from 'autocannon'
import { serviceTokens } from '@mallhive/chassis'
import { newId } from '@mallhive/kernel'
import { someVariants } from '../mall.ts'
import { hammer } from '../measure.ts'
import { becomesQuiet } from '../quiet.ts'
import { besideLimit } from '../row.ts'
import { addressOf } from '../shopper.ts'
import type { Scenario } from './scenario.ts'

const CALLER = 'order-service'
const RENEW_MS = 10_000

export const hotProducts: Scenario = {
  name: 'hot-products',
  about: 'everybody wants the same two products: reservations of both, beside clients that update two hot rows',
  async run({ mall, limit, row, seconds }) {
    const { ports, environments, pid } = await mall()
    const hot = await limit('hot')
    const lines = (await someVariants(await mall())).slice(0, 2).map((variantId) => ({ variantId, quantity: 1 }))
    const token = serviceTokens(CALLER, environments[CALLER]!['SERVICE_KEY'])
    let headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' }
    const renewing = setInterval(
      () => void token().then((fresh) => (headers = { ...headers, authorization: `Bearer ${fresh}` })),
      RENEW_MS,
    )
    const vary = (request: autocannon.Request) => ({
      ...request,
      headers,
      // Held for long, so that giving them back is not measured with what comes later.
      body: JSON.stringify({ orderId: newId(), lines, holdMinutes: 1_440 }),
    })
    const url = `${addressOf(ports, 'product-service')}/v1/reservations`
    const reservations = await hammer({ url, method: 'POST', vary }, { seconds })
    clearInterval(renewing)
    await becomesQuiet(pid)
    row(besideLimit('two hot products, reservations of both', reservations, hot, 1))
  },
}
