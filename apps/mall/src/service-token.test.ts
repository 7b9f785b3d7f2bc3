import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createPublicKey, verify } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { openDataFolder } from './data-folder.ts'
import { serviceKey } from './service-keys.ts'
import { serviceToken } from './service-token.ts'

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive token '))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

it('signs as a service with the key of the folder’s mall, also while that is open', async (t) => {
  const folder = await openDataFolder(emptyFolder(t))
  t.after(() => folder.close())
  const { publicJwk } = serviceKey('order-service', folder.secret('service.order-service'))
  const [head, body, signature] = (await serviceToken(folder.path, 'order-service')).split('.') as [
    string,
    string,
    string,
  ]
  const key = createPublicKey({ key: publicJwk as never, format: 'jwk' })
  assert.equal(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')), true)
  const { iat, exp, ...claims } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { iat: number; exp: number }
  assert.deepEqual(claims, { kind: 'service', sub: 'order-service', iss: 'order-service', aud: 'mallhive' })
  assert.equal(exp - iat, 60)
})

it('makes no key where there is none', async (t) => {
  const folder = emptyFolder(t)
  await assert.rejects(serviceToken(folder, 'order-service'), /holds no key of order-service\. Start the mall once/)
  const opened = await openDataFolder(folder)
  t.after(() => opened.close())
  opened.secret('service.cart-service')
  await assert.rejects(serviceToken(folder, 'order-service'), /holds no key of order-service/)
  assert.deepEqual(Object.keys(JSON.parse(readFileSync(path.join(folder, 'secrets.json'), 'utf8')) as object), [
    'service.cart-service',
  ])
})
