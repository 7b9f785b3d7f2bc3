import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf } from './addresses.ts'
import { breadcrumbData, organizationData, productData } from './json-ld.ts'
import { pageMeta } from './page-meta.ts'

test('a product tells machines its price as a decimal and whether it can be bought', () => {
  const data = productData({
    name: 'Dome lamp, moss',
    url: 'https://haldow.example/products/dome-lamp',
    sku: 'HD-L36-MOS',
    brand: 'Haldow',
    images: ['https://haldow.example/media/0123abcd-1160.webp'],
    price: { amount: 14900, currency: 'EUR' },
    inStock: true,
  })
  assert.deepEqual(data, {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: 'Dome lamp, moss',
    url: 'https://haldow.example/products/dome-lamp',
    sku: 'HD-L36-MOS',
    brand: { '@type': 'Brand', name: 'Haldow' },
    image: ['https://haldow.example/media/0123abcd-1160.webp'],
    offers: {
      '@type': 'Offer',
      url: 'https://haldow.example/products/dome-lamp',
      price: '149.00',
      priceCurrency: 'EUR',
      availability: 'https://schema.org/InStock',
    },
  })
})

test('breadcrumbs are numbered from one, and an organisation has a name and an address', () => {
  assert.deepEqual(breadcrumbData([{ title: 'Home', url: 'https://h.example/' }]).itemListElement, [
    { '@type': 'ListItem', position: 1, name: 'Home', item: 'https://h.example/' },
  ])
  assert.deepEqual(organizationData({ name: 'Haldow', url: 'https://h.example/' }), {
    '@context': 'https://schema.org',
    '@type': 'Organization',
    name: 'Haldow',
    url: 'https://h.example/',
  })
})

test('a page that should not be found says so, and every page names its one address', () => {
  assert.deepEqual(
    pageMeta({ title: 'Your cart', shop: 'Haldow', canonical: 'https://h.example/cart', hidden: true }),
    [
      { title: 'Your cart – Haldow' },
      { name: 'robots', content: 'noindex' },
      { tagName: 'link', rel: 'canonical', href: 'https://h.example/cart' },
      { property: 'og:type', content: 'website' },
      { property: 'og:title', content: 'Your cart' },
      { property: 'og:site_name', content: 'Haldow' },
      { property: 'og:url', content: 'https://h.example/cart' },
    ],
  )
})

test('addresses carry what they are given without breaking', () => {
  assert.equal(addressOf.product('dome-lamp', '0190'), '/products/dome-lamp?variant=0190')
  assert.equal(addressOf.product('a/b ä'), '/products/a%2Fb%20%C3%A4')
  assert.equal(addressOf.signIn('/checkout?x=1'), '/account/sign-in?to=%2Fcheckout%3Fx%3D1')
})
