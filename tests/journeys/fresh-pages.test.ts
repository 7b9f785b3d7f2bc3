import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTestMall, topologies } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { shopperOf } from '../surroundings/shopper.ts'

describe('pages that are kept for everybody', () => {
  for (const { name, apart } of topologies) {
    it(`are sent again while nothing changes, never after a change, and to nobody who has a cart (${name})`, async (t) => {
      const mall = await openTestMall(t, { storefront: true, apart })
      const merchant = merchantOf(mall, await mall.adminToken())
      const lamp = await merchant.sells('Paper lamp', { onHand: 9 })
      const look = async (path: string, headers: Record<string, string> = {}) => {
        const answer = await fetch(new URL(path, mall.shopUrl), { headers })
        assert.equal(answer.status, 200)
        return { text: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' }
      }
      const paths = ['/', '/products']
      for (const path of paths) {
        const first = await look(path)
        assert.match(first.text, /Paper lamp/)
        assert.match(first.policy, /'sha256-/)
        assert.doesNotMatch(first.policy + first.text, /nonce/)
        assert.deepEqual(await look(path), first)
        assert.match((await look(path, { 'accept-language': 'de' })).text, /<html lang="de"/)
      }

      await merchant.changesPrice(lamp, 4_321)
      for (const path of paths) assert.match((await look(path)).text, /43\.21/)

      // A product's page has a word that is good for one press of "add", and is remembered as seen.
      const product = await look(`/products/${lamp.handle}`)
      assert.match(product.policy, /'nonce-/)
      assert.match(product.text, /43\.21/)

      const shopper = await shopperOf(mall)
      await shopper.add({ variantId: variantOf(lamp), quantity: 7 })
      const cookie = `mall-access=${shopper.session.accessToken}`
      const own = await look('/products', { cookie })
      assert.match(own.policy, /'nonce-/)
      assert.match(own.text, /class="badge"[^>]*>7</)
      assert.notEqual((await look('/products', { cookie })).policy, own.policy)
      assert.doesNotMatch((await look('/products')).text, /class="badge"/)

      await shopper.buys([{ variantId: variantOf(lamp), quantity: 7 }])
      assert.match((await look('/products')).text, /Only 2 left|2 left/)
      await merchant.products.deleteProduct({ params: { productId: lamp.id } })
      assert.doesNotMatch((await look('/products')).text, /Paper lamp/)
    })
  }
})
