import { spawn } from 'node:child_process'
import path from 'node:path'
import { fingerprint, noteBuild, root } from './inputs.ts'

const AT_ONCE = 2

/** Builds the apps, two at a time, one line for each. Says what went wrong and answers false when one fails. */
export async function buildApps(apps: readonly string[]): Promise<boolean> {
  const waiting = [...apps]
  let done = 0
  let failed = 0
  const work = async () => {
    for (let app = waiting.shift(); app !== undefined; app = waiting.shift()) {
      const startedAt = Date.now()
      const output = await build(app)
      done += 1
      const line = `[${done}/${apps.length}] web/${app}`
      if (output === undefined) console.log(`${line} built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
      else console.error(`${line} failed:\n${output}`)
      if (output !== undefined) failed += 1
    }
  }
  if (apps.length > 0) console.log(`Building ${apps.length} web app${apps.length === 1 ? '' : 's'}…`)
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return failed === 0
}

/** @returns what the build said, when it failed */
async function build(app: string): Promise<string | undefined> {
  // Taken before, so that a change made while building leaves the app stale.
  const made = fingerprint(app)
  const tool = path.join(root, 'node_modules/@react-router/dev/bin.cjs')
  const child = spawn(process.execPath, [tool, 'build'], {
    cwd: path.join(root, 'web', app),
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  if (code !== 0) return output
  await noteBuild(app, made)
  return undefined
}
