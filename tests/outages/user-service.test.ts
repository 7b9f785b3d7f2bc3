import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newId } from '@mallhive/kernel'
import { userApi, type Session } from '@mallhive/user-service/contract'
import { expected } from '../surroundings/services.ts'
import { opened } from '../surroundings/opened.ts'
import { customerOf, endsWell, wishOf } from './customer.ts'
import { wiredShop, type WiredShop } from './wired-shop.ts'

let shop: WiredShop
opened(async (later) => {
  shop = await wiredShop(later)
})

it('user-service away: who has a token buys as always; nobody signs in; and a session goes on afterwards', async () => {
  const credentials = { email: `${newId()}@example.com`, password: 'a long enough password' }
  const session: Session = expected(201, await shop.client(userApi).register({ body: { ...credentials, name: 'Ann' } }))
  const customer = await customerOf(shop, [await wishOf(shop)])
  await shop.takeAway('user-service')
  await assert.rejects(shop.client(userApi).signIn({ body: credentials }))
  await endsWell(shop, [customer])
  await shop.bringBack('user-service')
  const { refreshToken } = session
  expected(200, await shop.client(userApi).refresh({ body: { refreshToken } }))
  expected(201, await shop.client(userApi).signIn({ body: credentials }))
})

for (const trouble of ['cut', 'hang'] as const)
  it(`a service that starts while user-service is ${trouble === 'cut' ? 'cut off' : 'half open'} cannot tell who asks: come again, never “you are nobody”`, async () => {
    const customer = await customerOf(shop, [await wishOf(shop)])
    shop.to('user-service')[trouble]()
    await shop.takeAway('order-service')
    await shop.bringBack('order-service')
    const { status, code, mayRetry } = await customer.press()
    assert.deepEqual([status, code, mayRetry], [503, 'service.unavailable', true])
    shop.to('user-service').heal()
    await endsWell(shop, [customer])
  })
