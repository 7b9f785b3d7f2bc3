import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { it, type TestContext } from 'node:test'
import { readLocalPicture } from './local-pictures.ts'
import { mediaFolder } from './media-folder.ts'

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive media '))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const HASH = 'abcdef0123456789'

it('gives back what it keeps, by name', async (t) => {
  const media = mediaFolder(emptyFolder(t))
  const sizes = [
    { width: 320, bytes: Buffer.from('small') },
    { width: 640, bytes: Buffer.from('larger') },
  ]
  await media.keep({ hash: HASH, width: 640, height: 1, sizes })
  await media.keep({ hash: HASH, width: 640, height: 1, sizes })
  const found = await media.read(`${HASH}-640.webp`)
  assert.equal(found?.bytes, 6)
  assert.equal(await text(found!.stream), 'larger')
  assert.equal(await media.read(`${HASH}-1160.webp`), undefined)
})

it('leaves no half-written file behind', async (t) => {
  const folder = emptyFolder(t)
  const picture = { hash: HASH, width: 1, height: 1, sizes: [{ width: 1, bytes: Buffer.from('x') }] }
  await mediaFolder(folder).keep(picture)
  assert.deepEqual(readdirSync(path.join(folder, 'ab')), [`${HASH}-1.webp`])

  const crowded = emptyFolder(t)
  mkdirSync(path.join(crowded, `ab/${HASH}-1.webp/in-the-way`), { recursive: true })
  await assert.rejects(mediaFolder(crowded).keep(picture))
  assert.deepEqual(readdirSync(path.join(crowded, 'ab')), [`${HASH}-1.webp`])
})

it('reads nothing but its own pictures, whatever name it is asked for', async (t) => {
  const folder = emptyFolder(t)
  writeFileSync(path.join(folder, 'secret.webp'), 'secret')
  const media = mediaFolder(path.join(folder, 'media'))
  const names = [
    '../secret.webp',
    '..%2fsecret.webp',
    '/etc/passwd',
    'secret.webp',
    `../${HASH}-1.webp`,
    `ab/${HASH}-1.webp`,
    `${HASH}-1.webp\0`,
    '',
  ]
  for (const name of names) assert.equal(await media.read(name), undefined, name)
})

it('reads pictures that came with the shop, and nothing outside of their folder', async (t) => {
  const folder = emptyFolder(t)
  mkdirSync(path.join(folder, 'demo/pictures'), { recursive: true })
  writeFileSync(path.join(folder, 'demo/pictures/lamp.webp'), 'lamp')
  writeFileSync(path.join(folder, 'secret.webp'), 'secret')
  symlinkSync(path.join(folder, 'secret.webp'), path.join(folder, 'demo/pictures/link.webp'))
  const read = async (source: string) => {
    const found = await readLocalPicture(path.join(folder, 'demo'), source)
    return found.ok ? found.value.toString() : found.error.reason
  }
  assert.equal(await read('pictures/lamp.webp'), 'lamp')
  const none = 'is not among the pictures that came with the shop'
  for (const source of [
    '../secret.webp',
    'pictures/../../secret.webp',
    'pictures/link.webp',
    '/etc/passwd',
    'pictures',
    'gone.webp',
    'pictures/lamp.webp/x.webp',
  ])
    assert.equal(await read(source), none, source)
})
