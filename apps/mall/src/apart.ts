import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { heapFlags } from '@mallhive/chassis'
import type { Environments } from './services-environment.ts'

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 15_000
const POLL_MS = 50

/** Starts each service as a process of its own and waits until all are ready. */
export async function openApart(environments: Environments, without: readonly string[] = []) {
  const names = Object.keys(environments).filter((name) => !without.includes(name))
  const children = new Map(names.map((name) => [name, start(name, environments[name]!)]))
  let stopping = false

  const failed = Promise.race(
    [...children].map(async ([name, child]) => {
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
      return stopping ? new Promise<never>(() => undefined) : `${name} has ended (${signal ?? `exit code ${code}`})`
    }),
  )
  const stop = async () => {
    stopping = true
    await Promise.all([...children.values()].map(end))
  }
  try {
    const ready = Promise.all(names.map((name) => untilReady(environments[name]!['APP_PORT']!)))
    const trouble = await Promise.race([ready.then(() => undefined), failed])
    if (trouble !== undefined) throw new Error(trouble)
  } catch (error) {
    await stop()
    throw error
  }
  return { failed, stop, processes: children }
}

function start(name: string, environment: Readonly<Record<string, string>>): ChildProcess {
  const program = fileURLToPath(new URL(`../../../services/${name}/src/main.ts`, import.meta.url))
  const { PATH = '', HOME = '', TZ } = process.env
  return spawn(process.execPath, [...heapFlags(), program], {
    env: { PATH, HOME, ...(TZ && { TZ }), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function untilReady(port: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined)
    if (answer?.ok) return
    if (Date.now() > deadline) throw new Error(`nothing is ready at port ${port} after ${START_TIMEOUT_MS / 1000} s`)
    await pause(POLL_MS)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(late)
}
