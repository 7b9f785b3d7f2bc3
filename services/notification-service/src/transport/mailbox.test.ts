import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'
import { mailbox } from './mailbox.ts'

const mail = (id: string) => ({
  ...{ id, to: 'ann@example.com', subject: `Grüße ${id}`, text: 'danke', html: '<p>danke</p>' },
  at: new Date('2026-11-21T10:00:00Z'),
})
const from = { name: 'Haldow', address: 'shop@haldow.example' }

it('keeps one file for a mail that is sent again, even by two senders at once', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'))
  t.after(() => rm(folder, { recursive: true }))
  const boxes = [mailbox(folder, from), mailbox(folder, from)]
  await Promise.all(boxes.flatMap((box) => Array.from({ length: 10 }, () => box.send(mail('m-1')))))
  assert.deepEqual(await readdir(folder), ['m-1.eml'])
  const kept = (await boxes[0]!.read('m-1'))!.toString()
  assert.match(kept, /^Message-ID: <m-1@haldow\.example>\r$/m)
  assert.match(kept, /--[\w.-]+--\r\n$/, 'it is whole')
})

it('leaves nothing behind of a mail that could not be kept', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'))
  t.after(() => rm(folder, { recursive: true }))
  const box = mailbox(folder, from)
  await mkdir(path.join(folder, 'm-1.eml/in-the-way'), { recursive: true })
  await assert.rejects(box.send(mail('m-1')))
  assert.deepEqual(await readdir(folder), ['m-1.eml'])
  await rm(path.join(folder, 'm-1.eml'), { recursive: true })
  assert.deepEqual(await box.send(mail('m-1')), { kind: 'sent' })
})

it('lists the newest first, and at most a hundred', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'))
  t.after(() => rm(folder, { recursive: true }))
  const box = mailbox(folder, from)
  const ids = Array.from({ length: 101 }, (_, index) => `m-${1000 + index}`)
  for (const id of ids) await box.send(mail(id))
  assert.deepEqual(await box.newest(), ids.reverse().slice(0, 100))
})

it('is empty before the first mail, and knows no mail by another kind of name', async () => {
  const box = mailbox(path.join(tmpdir(), 'mailbox-that-was-never-made'), from)
  assert.deepEqual(await box.newest(), [])
  assert.deepEqual(
    [await box.read('m-1'), await box.read('../m-1'), await box.read('')],
    [undefined, undefined, undefined],
  )
})
