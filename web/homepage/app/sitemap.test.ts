import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, type Wire } from '@mallhive/contract'
import { productApi } from '@mallhive/product-service/contract'
import { sitemap } from './sitemap.ts'

const shopWith = (wire: Wire) => ({
  origin: 'https://haldow.example',
  products: client(productApi, wire),
  categories: async () => [
    { id: '1', handle: 'desk', title: 'Desk', position: 1, productCount: 2 },
    { id: '2', handle: 'empty', title: 'Empty', position: 2, productCount: 0 },
  ],
})
const pages: Readonly<Record<string, object>> = {
  first: { items: [{ handle: 'lamp' }, { handle: 'a&b' }], total: 3, nextCursor: 'second' },
  second: { items: [{ handle: 'vase' }], total: 3 },
}

test('it names the home page, categories that have something in them, and products page by page', async () => {
  const wire: Wire = async (_spec, { query }) => ({ status: 200, body: pages[String(query?.['cursor'] ?? 'first')] })
  const text = await sitemap(shopWith(wire))
  assert.equal(
    text,
    `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://haldow.example/</loc></url>
<url><loc>https://haldow.example/products</loc></url>
<url><loc>https://haldow.example/products/category/desk</loc></url>
<url><loc>https://haldow.example/products/lamp</loc></url>
<url><loc>https://haldow.example/products/a%26b</loc></url>
<url><loc>https://haldow.example/products/vase</loc></url>
</urlset>
`,
  )
})

test('it ends, also when the list does not', async () => {
  let asked = 0
  const wire: Wire = async () => ({ status: 200, body: { items: [], total: 0, nextCursor: String((asked += 1)) } })
  await sitemap(shopWith(wire))
  assert.equal(asked, 480)
})

test('it breaks off rather than leave products out', async () => {
  const wire: Wire = async () => ({ status: 503, body: { code: 'service.unavailable' } })
  await assert.rejects(sitemap(shopWith(wire)), /answered 503/)
})
