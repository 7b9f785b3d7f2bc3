import { hammer } from '../measure.ts'
import { besideLimit } from '../row.ts'
import { addressOf } from '../shopper.ts'
import type { Scenario } from './scenario.ts'

export const catalogue: Scenario = {
  name: 'catalogue',
  about: 'the product list of 20 and a product, beside Fastify with one select',
  async run({ mall, limit, row, seconds }) {
    const products = `${addressOf((await mall()).ports, 'product-service')}/v1/products`
    await limit('hello')
    const select = await limit('select')
    const list = await hammer({ url: `${products}?limit=20` }, { seconds })
    row(besideLimit('product list of 20', list, select, 0.6))
    const detail = await hammer({ url: `${products}/thing-7` }, { seconds })
    row(besideLimit('product detail', detail, select, 0.6))
  },
}
