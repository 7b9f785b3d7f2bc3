import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { userApi } from '@mallhive/user-service/contract'
import { openTestMall, topologies } from '../surroundings/mall.ts'
import { merchantOf, variantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { shopperOf } from '../surroundings/shopper.ts'

describe('pages that are kept for everybody', () => {
  for (const { name, apart } of topologies) {
    it(`are sent again while nothing changes, never after a change, and with each guest’s own number of things in the cart (${name})`, async (t) => {
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
        assert.doesNotMatch(first.policy + first.text, /nonce[-=]/)
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
      assert.match(own.text, /class="badge"[^>]*>7</)
      assert.doesNotMatch(own.text, new RegExp(shopper.userId))
      assert.deepEqual(await look('/products', { cookie }), own)
      assert.doesNotMatch((await look('/products')).text, /class="badge"/)
      await shopper.add({ variantId: variantOf(lamp), quantity: 1 })
      assert.match((await look('/products', { cookie })).text, /class="badge"[^>]*>8</)

      // A name is shown to its owner alone: such a page is made each time.
      const account = { email: 'ann@example.com', password: 'a long enough sentence', name: 'Annabel' }
      const { accessToken } = expected(201, await mall.client(userApi).register({ body: account }))
      const named = await look('/products', { cookie: `mall-access=${accessToken}; mall-name=Annabel` })
      assert.match(named.policy, /'nonce-/)
      assert.match(named.text, /Annabel/)
      assert.doesNotMatch((await look('/products')).text, /Annabel/)

      await shopper.buys([{ variantId: variantOf(lamp), quantity: 7 }])
      assert.match((await look('/products')).text, /Only 2 left|2 left/)
      await merchant.products.deleteProduct({ params: { productId: lamp.id } })
      assert.doesNotMatch((await look('/products')).text, /Paper lamp/)
    })
  }
})
