import assert from 'node:assert/strict'
import { it } from 'node:test'
import { shopAddress } from './shop.ts'

const shop = { name: 'Haldow', url: 'https://haldow.example/', imprint: '', returnDays: 14 }

it('puts paths below the address of the shop, which may itself lie below a path', () => {
  assert.equal(shopAddress(shop, '/media/a-240.webp'), 'https://haldow.example/media/a-240.webp')
  const below = { ...shop, url: 'https://malls.example/haldow' }
  assert.equal(shopAddress(below, '/media/a-240.webp'), 'https://malls.example/haldow/media/a-240.webp')
})

it('leads nowhere else', () => {
  const below = { ...shop, url: 'https://malls.example/haldow' }
  const tricks = ['https://evil.example/a.webp', 'javascript:alert(1)', '@evil.example/', '.evil.example/', '/../../x']
  assert.deepEqual(
    tricks.map((path) => shopAddress(below, path)),
    [undefined, undefined, undefined, undefined, undefined],
  )
  assert.equal(shopAddress(shop, '//evil.example/a.webp'), 'https://haldow.example//evil.example/a.webp')
})
