import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import { client, type Answer } from '@mallhive/contract'
import { cartApi } from '@mallhive/cart-service/contract'
import type { Host } from '@mallhive/design-system/server'
import { productApi } from '@mallhive/product-service/contract'
import type { AnonymousRequest } from './anonymous.ts'
import { keptPages } from './kept-pages.ts'

/** A host whose services answer as the test says, and pages that count how often they were made. */
function shop(bytesMax = 1_000_000) {
  const state = { version: '1', made: 0, asked: 0, status: 200 }
  const host: Host = {
    settings: { name: 'Shop', sentence: 'A shop.', currency: 'EUR', country: 'DE', timeZone: 'Europe/Berlin' },
    wire:
      () =>
      async (spec): Promise<Answer> => {
        await tick()
        if (spec.operationId !== 'catalogueVersion') return { status: state.status, body: { items: [] } }
        state.asked += 1
        return { status: 200, body: { version: state.version } }
      },
  }
  const pages = keptPages(host, { bytesMax })
  const made = () => new Response(`page ${++state.made}`, { headers: { 'content-type': 'text/html' } })
  const fromCatalogue = async (_: Request, as: Host) => {
    await client(productApi, as.wire('product-service')).newProducts({ query: {} })
    return made()
  }
  const ask = async (
    request: Partial<AnonymousRequest> = {},
    make: (request: Request, as: Host, cartCount: number) => Promise<Response> = fromCatalogue,
  ) => {
    const asked: AnonymousRequest = {
      url: 'http://shop.example/products',
      language: 'en',
      cartCount: 0,
      ...request,
    }
    const page = await pages.page('products', asked, make)
    return page instanceof Response ? page.text() : page.body.toString()
  }
  return { state, ask, made }
}

describe('kept pages', () => {
  it('are made once for each address, language and number of things in the cart, until the catalogue changes', async () => {
    const { state, ask } = shop()
    const other = { url: 'http://shop.example/products?page=2' }
    const german = { language: 'de' } as const
    const three = { cartCount: 3 }
    assert.deepEqual(
      [await ask(), await ask(), await ask(other), await ask(german), await ask(german), await ask(three)],
      ['page 1', 'page 1', 'page 2', 'page 3', 'page 3', 'page 4'],
    )
    state.version = '2'
    assert.deepEqual([await ask(), await ask()], ['page 5', 'page 5'])
  })

  it('are made once for many who ask at the same time, with one question for the version', async () => {
    const { state, ask } = shop()
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, () => ask()))), new Set(['page 1']))
    assert.equal(state.asked, 1)
  })

  it('are made of the address and the language alone', async () => {
    const { ask } = shop()
    await ask({ language: 'de' }, async (request) => {
      assert.deepEqual([request.url, ...request.headers], ['http://shop.example/products', ['accept-language', 'de']])
      return new Response()
    })
  })

  it('are not shown again when they asked more than the catalogue, or had to do without an answer', async () => {
    const { state, ask, made } = shop()
    const withCart = async (_: Request, as: Host) => {
      await client(cartApi, as.wire('cart-service')).getCart({ params: { userID: 'somebody' } })
      return made()
    }
    const impatient = async (_: Request, as: Host) => {
      void client(productApi, as.wire('product-service')).newProducts({ query: {} })
      return made()
    }
    assert.deepEqual([await ask({}, withCart), await ask({}, withCart)], ['page 1', 'page 2'])
    assert.deepEqual([await ask({}, impatient), await ask()], ['page 3', 'page 4'])
    state.version = '2'
    state.status = 503
    assert.deepEqual([await ask(), await ask()], ['page 5', 'page 6'])
    state.status = 200
    assert.deepEqual([await ask(), await ask()], ['page 7', 'page 7'])
  })

  it('are not kept when the catalogue changed while they were made', async () => {
    const { state, ask, made } = shop()
    let go: () => void = () => undefined
    let begun: () => void = () => undefined
    const isUnderWay = new Promise<void>((resolve) => (begun = resolve))
    const slow = ask({}, async () => {
      begun()
      await new Promise<void>((resolve) => (go = resolve))
      return made()
    })
    await isUnderWay
    state.version = '2'
    assert.equal(await ask(), 'page 1')
    go()
    assert.equal(await slow, 'page 2')
    assert.equal(await ask(), 'page 1')
  })

  it('stay within their memory', async () => {
    const { state, ask } = shop(1_000)
    const address = (index: number) => ({ url: `http://shop.example/products?page=${index}` })
    for (let index = 0; index < 50; index++) await ask(address(index))
    await ask(address(49))
    assert.equal(state.made, 50)
    await ask(address(0))
    assert.equal(state.made, 51)
  })
})
