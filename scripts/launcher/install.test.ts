import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'

const root = path.resolve(import.meta.dirname, '../..')

/** A repository with the real launcher, whose packages are one folder of its own: nothing is fetched. */
function repository(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive install '))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(path.join(root, 'scripts/launcher'), path.join(folder, 'scripts/launcher'), { recursive: true })
  cpSync(path.join(root, 'scripts/run.mjs'), path.join(folder, 'scripts/run.mjs'))
  mkdirSync(path.join(folder, 'packages/own'), { recursive: true })
  writeFileSync(path.join(folder, 'packages/own/package.json'), '{"name":"own","version":"1.0.0"}')
  writeFileSync(
    path.join(folder, 'package.json'),
    '{"name":"shop","version":"1.0.0","private":true,"workspaces":["packages/*"]}',
  )
  const packages = {
    '': { name: 'shop', version: '1.0.0', workspaces: ['packages/*'] },
    'node_modules/own': { resolved: 'packages/own', link: true },
    'packages/own': { version: '1.0.0' },
  }
  writeFileSync(
    path.join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages }),
  )
  writeFileSync(path.join(folder, 'hello.ts'), `console.log('hello')`)
  return folder
}

async function start(
  folder: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const { npm_execpath: _, ...inherited } = process.env
  const child = spawn(process.execPath, ['scripts/run.mjs', 'hello.ts'], {
    cwd: folder,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

it('installs at the first start, says so, and does not at the second', async (t) => {
  const folder = repository(t)
  const first = await start(folder)
  assert.equal(first.stdout, 'hello\n')
  assert.match(first.stderr, /^Installing packages… done in \d+ s\n$/)
  assert.ok(existsSync(path.join(folder, 'node_modules/own/package.json')))
  assert.deepEqual(await start(folder), { code: 0, stdout: 'hello\n', stderr: '' })
})

it('installs again when the lockfile changed', async (t) => {
  const folder = repository(t)
  await start(folder)
  const lockfile = path.join(folder, 'package-lock.json')
  rmSync(path.join(folder, 'node_modules/own'))
  writeFileSync(lockfile, `${readFileSync(lockfile, 'utf8')}\n`)
  assert.match((await start(folder)).stderr, /^Installing packages…/)
  assert.ok(existsSync(path.join(folder, 'node_modules/own/package.json')))
})

it('believes an installation that npm made by hand when its versions are those of the lockfile', async (t) => {
  const folder = repository(t)
  await start(folder)
  rmSync(path.join(folder, 'node_modules/.install-stamp'))
  assert.deepEqual(await start(folder), { code: 0, stdout: 'hello\n', stderr: '' })
})

it('installs once when two start at the same time', async (t) => {
  const folder = repository(t)
  const both = await Promise.all([start(folder), start(folder)])
  assert.deepEqual(
    both.map(({ code, stdout }) => [code, stdout]),
    [
      [0, 'hello\n'],
      [0, 'hello\n'],
    ],
  )
  assert.equal(both.filter(({ stderr }) => stderr.includes('Installing packages')).length, 1)
  assert.equal(existsSync(path.join(folder, '.install-lock')), false)
})

it('takes over from an installation that was killed', async (t) => {
  const folder = repository(t)
  const lock = path.join(folder, '.install-lock')
  writeFileSync(lock, String(process.pid))
  utimesSync(lock, new Date(0), new Date(0))
  assert.equal((await start(folder)).code, 0)
})

it('installs everything also when npm was told to look at one workspace', async (t) => {
  const folder = repository(t)
  const { code } = await start(folder, {
    npm_config_workspace: 'packages/nothing',
    NODE_ENV: 'production',
    npm_config_omit: 'dev',
  })
  assert.equal(code, 0)
  assert.ok(existsSync(path.join(folder, 'node_modules/own')))
})

it('shows what npm said when installing fails, and tries again at the next start', async (t) => {
  const folder = repository(t)
  const manifest = path.join(folder, 'package.json')
  const right = readFileSync(manifest, 'utf8')
  writeFileSync(manifest, right.replace('"private"', '"dependencies":{"left-out":"^1.0.0"},"private"'))
  const failed = await start(folder)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /Installing the packages failed\. npm said:[\s\S]*left-out/)
  assert.equal(failed.stdout, '')
  writeFileSync(manifest, right)
  assert.equal((await start(folder)).stdout, 'hello\n')
})
