import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openDatabase, migrateService, logger } from '@mallhive/chassis'
import { freshDatabase } from '@mallhive/testkit'
import { decodeProtectedHeader } from 'jose'
import { signingKeyStore } from '../src/store/signing-keys.ts'
import type { UserTables } from '../src/store/tables.ts'
import { keyRing } from '../src/tokens/key-ring.ts'
import { sealWith } from '../src/tokens/sealed.ts'
import { expected, running } from './running.ts'

const HOUR_MS = 3_600_000
const SECRET = 'a secret for tests that is long enough'

async function ringOn(t: Parameters<typeof running>[0]) {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.toReversed()) await close()
  })
  const url = await freshDatabase({ after: (close) => void closings.push(close as () => unknown) }, 'keys')
  const database = openDatabase<UserTables>(url, {
    service: 'user-service',
    poolMax: 4,
    log: logger('test', { LOG_LEVEL: 'silent' }),
  })
  closings.push(() => database.close())
  await migrateService(database.read, new URL('../migrations/', import.meta.url))
  let now = Date.parse('2026-11-21T12:00:00Z')
  const open = (secret = SECRET) =>
    keyRing(signingKeyStore(database), {
      seal: sealWith(secret),
      rotateEveryMs: 24 * HOUR_MS,
      clock: () => new Date(now),
    })
  return { open, database, pass: (ms: number) => void (now += ms) }
}
const someone = { id: '01a1fdf9-0979-768d-b6fe-e8147e4452bd', kind: 'registered', roles: ['shopper'] } as const
const signer = async (ring: Awaited<ReturnType<typeof keyRing>>) =>
  decodeProtectedHeader((await ring.sign({ ...someone, roles: ['shopper'] }, 'session')).token).kid

describe('signing keys', () => {
  it('are published an hour before they sign, and kept until the last token has expired', async (t) => {
    const { open, pass } = await ringOn(t)
    const ring = await open()
    const published = () => ring.jwks().map(({ kid }) => kid)
    const [first] = published()
    assert.deepEqual(published(), [first])
    assert.equal(await signer(ring), first)

    pass(23 * HOUR_MS)
    await ring.turn()
    const second = published().find((kid) => kid !== first)
    assert.equal(published().length, 2)
    assert.equal(await signer(ring), first)

    pass(HOUR_MS)
    assert.equal(await signer(ring), second)
    pass(14 * 60_000)
    await ring.turn()
    assert.equal(published().length, 2)
    pass(60_000)
    await ring.turn()
    assert.deepEqual(published(), [second])
  })

  it('are made once, also when four processes begin or rotate at the same moment', async (t) => {
    const { open, pass } = await ringOn(t)
    const rings = await Promise.all([1, 2, 3, 4].map(() => open()))
    for (const ring of rings) await ring.turn()
    assert.equal(new Set(rings.flatMap((ring) => ring.jwks().map(({ kid }) => kid))).size, 1)
    pass(23 * HOUR_MS)
    await Promise.all(rings.map((ring) => ring.turn()))
    for (const ring of rings) await ring.turn()
    assert.equal(new Set(rings.flatMap((ring) => ring.jwks().map(({ kid }) => kid))).size, 2)
  })

  it('stand in the database sealed, and a service with another secret does not start', async (t) => {
    const { open, database } = await ringOn(t)
    await open()
    const row = await database.read.selectFrom('signing_key').selectAll().executeTakeFirstOrThrow()
    assert.ok(!JSON.stringify(row.public_jwk).includes('"d"'))
    assert.ok(!row.sealed.toString('latin1').includes('OKP'))
    assert.deepEqual(Object.keys(JSON.parse(sealWith(SECRET).open(row.sealed)) as object).sort(), [
      'crv',
      'd',
      'kty',
      'x',
    ])
    await assert.rejects(open('another secret that is as long as it'), /KEY_ENCRYPTION_SECRET is not the one/)
  })

  it('show no private part', async (t) => {
    const { as } = await running(t)
    const { keys } = expected(200, await as().jwks({}))
    assert.deepEqual(
      keys.map((key) => Object.keys(key).sort()),
      [['alg', 'crv', 'kid', 'kty', 'use', 'x']],
    )
  })

  it('change while tokens are in use, and nobody is refused', async (t) => {
    const old = await running(t, { env: { KEY_ROTATION_HOURS: '2' } })
    const ann = await old.register('ann@example.com')
    old.pass(HOUR_MS)
    // Its start makes the next key; the older process has not looked yet.
    const young = await old.another()
    assert.equal(expected(200, await young.as().jwks({})).keys.length, 2)
    const before = expected(200, await young.refresh(ann.refreshToken))
    old.pass(HOUR_MS)
    const byOld = expected(200, await old.refresh(before.refreshToken))
    const byYoung = expected(200, await young.refresh(byOld.refreshToken))

    const signers = [before, byOld, byYoung].map(({ accessToken }) => decodeProtectedHeader(accessToken).kid)
    assert.equal(signers[1], signers[0])
    assert.notEqual(signers[2], signers[0])
    for (const session of [byOld, byYoung]) assert.equal((await young.neighbour(session).whoAmI({})).status, 200)
  })
})
