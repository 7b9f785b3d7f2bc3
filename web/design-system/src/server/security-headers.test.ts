import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentSecurityPolicy, newNonce, secure } from './security-headers.ts'

test('the policy lets run what carries the nonce and load what is this shop’s own', () => {
  assert.equal(
    contentSecurityPolicy({ nonce: 'abc', https: false }),
    "default-src 'none'; script-src 'self' 'nonce-abc'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  )
})

test('forms may lead to a bank only when it is named', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', https: true, formTargets: ['https://bank.test'] })
  assert.match(policy, /form-action 'self' https:\/\/bank\.test;/)
  assert.match(policy, /upgrade-insecure-requests$/)
})

test('a page over https asks to be fetched so from then on; one over http does not', () => {
  const [plain, safe] = [new Headers(), new Headers()]
  secure(plain, { nonce: 'n', https: false })
  secure(safe, { nonce: 'n', https: true })
  assert.equal(plain.get('strict-transport-security'), null)
  assert.equal(safe.get('strict-transport-security'), 'max-age=31536000; includeSubDomains')
  assert.equal(plain.get('x-content-type-options'), 'nosniff')
  assert.equal(plain.get('x-frame-options'), 'DENY')
})

test('no two nonces are alike, and none needs quoting', () => {
  const nonces = new Set(Array.from({ length: 100 }, newNonce))
  assert.equal(nonces.size, 100)
  for (const nonce of nonces) assert.match(nonce, /^[\w-]{22}$/)
})
