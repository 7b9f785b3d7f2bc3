import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { run, type Mall } from '@mallhive/chassis'
import { services } from '@mallhive/mall/services'
import { userApi, type Session } from '@mallhive/user-service/contract'
import { openTestMall, type TestMall } from '../surroundings/mall.ts'
import { merchantOf } from '../surroundings/merchant.ts'
import { expected } from '../surroundings/services.ts'
import { client, overHttp } from '@mallhive/contract'

const ANN = { email: 'ann@example.com', password: 'a long enough sentence', name: 'Annabel' }
const closings: (() => unknown)[] = []
let mall: TestMall
let userService: Mall
before(async () => {
  mall = await openTestMall(
    { after: (close) => void closings.unshift(close as () => unknown) },
    { storefront: true, without: ['user-service'] },
  )
  await bringBack()
  closings.unshift(() => userService.stop())
})
after(async () => {
  for (const close of closings) await close()
})
async function bringBack(): Promise<void> {
  const { service } = services.find(({ service: { name } }) => name === 'user-service')!
  userService = await run([service], { env: () => mall.environments['user-service']! })
}
const users = () => client(userApi, overHttp(userService.addresses.get('user-service')!))

async function look(path: string, cookies: Readonly<Record<string, string>> = {}) {
  const cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
  const answer = await fetch(new URL(path, mall.shopUrl), { headers: { cookie }, redirect: 'manual' })
  const kept = answer.headers.getSetCookie().filter((text) => /^mall-(access|refresh)=/.test(text))
  return { status: answer.status, text: await answer.text(), kept }
}
async function signsIn() {
  const body = new URLSearchParams({ email: ANN.email, password: ANN.password })
  const { origin } = new URL(mall.shopUrl)
  const headers = { origin }
  return fetch(new URL('/account/sign-in', mall.shopUrl), { method: 'POST', body, headers, redirect: 'manual' })
}

it('user-service away: pages are shown, who comes to sign in reads why not, and a session is kept and goes on afterwards', async () => {
  const session: Session = expected(201, await users().register({ body: ANN }))
  const admin = expected(201, await users().signIn({ body: mall.admin }))
  const lamp = await merchantOf(mall, admin.accessToken).sells('Paper lamp', { onHand: 9 })
  await userService.stop()

  const known = { 'mall-access': session.accessToken, 'mall-refresh': session.refreshToken, 'mall-name': ANN.name }
  for (const path of ['/', '/products', `/products/${lamp.handle}`, '/cart']) {
    assert.equal((await look(path)).status, 200, path)
    const page = await look(path, known)
    assert.equal(page.status, 200, path)
    assert.match(page.text, /Annabel/, path)
  }
  const answer = await signsIn()
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /This did not work just now/)

  // Only the token that renews the session is left: nobody can say whose it is, and nobody throws it away.
  const due = { 'mall-refresh': session.refreshToken }
  const meanwhile = await look('/products', due)
  assert.deepEqual([meanwhile.status, meanwhile.kept], [200, []])
  await bringBack()
  const afterwards = await look('/products', due)
  assert.deepEqual([afterwards.status, afterwards.kept.length], [200, 2])
  assert.equal((await signsIn()).status, 303)
})
