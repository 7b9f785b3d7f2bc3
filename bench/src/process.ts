import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { heapFlags } from '@mallhive/chassis'

export interface Running {
  readonly pid: number
  /** What it said when it was ready. */
  readonly line: string
  stop(): Promise<void>
}

/** Starts a program of `processes/` and waits for the one line by which it says that it is ready. It ends with this process at the latest. */
export async function begin(
  program: 'limits' | 'mall' | 'product-service',
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Running> {
  const file = fileURLToPath(new URL(`processes/${program}.ts`, import.meta.url))
  const child = spawn(process.execPath, [...heapFlags(), file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  const exited = once(child, 'exit')
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error(`${program} ended before it was ready`))),
  ])) as [string]
  return {
    pid: child.pid!,
    line,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
