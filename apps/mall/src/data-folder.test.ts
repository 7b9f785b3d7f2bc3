import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { holderOf } from './data-folder-lock.ts'
import { dataFolderPath, openDataFolder } from './data-folder.ts'

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive data '))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Another process that opens the folder and keeps it. */
async function anotherMall(t: TestContext, folder: string) {
  const module = new URL('./data-folder.ts', import.meta.url).href
  const program = `const { openDataFolder } = await import(${JSON.stringify(module)})
    await openDataFolder(${JSON.stringify(folder)})
    console.log('open')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

it('keeps secrets the same between openings, in a file that only its owner may read', async (t) => {
  const folder = emptyFolder(t)
  const first = await openDataFolder(folder)
  const secret = first.secret('payment')
  first.close()
  const second = await openDataFolder(folder)
  t.after(() => second.close())
  assert.equal(second.secret('payment'), secret)
  assert.match(secret, /^[\w-]{43}$/)
  assert.notEqual(second.secret('order'), secret)
  assert.equal(statSync(path.join(folder, 'secrets.json')).mode & 0o777, 0o600)
})

it('lets nobody look around in the folder', async (t) => {
  const folder = await openDataFolder(emptyFolder(t))
  t.after(() => folder.close())
  assert.equal(statSync(folder.path).mode & 0o077, process.getuid?.() === 0 ? 0o011 : 0)
  assert.equal(statSync(folder.folder('media')).mode & 0o777, 0o700)
})

it('refuses a folder that another mall is using, and says which', async (t) => {
  const folder = emptyFolder(t)
  const other = await anotherMall(t, folder)
  const said: string[] = []
  await assert.rejects(
    openDataFolder(folder, { say: (line) => said.push(line) }),
    (error: Error) => error.message.includes(`process ${other.pid}`) && error.message.includes('MALLHIVE_DATA'),
  )
  assert.equal(said.length, 1)
  assert.equal(holderOf(folder)?.pid, other.pid)
})

it('is free again the moment its holder was killed outright', async (t) => {
  const folder = emptyFolder(t)
  const other = await anotherMall(t, folder)
  other.kill('SIGKILL')
  await once(other, 'exit')
  assert.equal(holderOf(folder), undefined)
  const mine = await openDataFolder(folder)
  mine.announce({ storefront: 'http://127.0.0.1:8080' })
  assert.deepEqual(JSON.parse(readFileSync(path.join(folder, 'holder.json'), 'utf8')).addresses, {
    storefront: 'http://127.0.0.1:8080',
  })
  mine.close()
})

it('says so when a file of secrets is damaged instead of making new ones', async (t) => {
  const folder = emptyFolder(t)
  writeFileSync(path.join(folder, 'secrets.json'), '{"postgres')
  await assert.rejects(openDataFolder(folder), /secrets\.json is damaged/)
})

it('understands a relative MALLHIVE_DATA from where the person stands', () => {
  assert.equal(dataFolderPath({ MALLHIVE_DATA: 'mine', INIT_CWD: '/mnt/ann' }), '/mnt/ann/mine')
  assert.match(dataFolderPath({}), /[\\/]\.mallhive$/)
})
