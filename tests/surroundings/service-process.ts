import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { eventually } from './eventually.ts'

const READY_WITHIN_MS = 60_000
const ENDS_WITHIN_MS = 30_000
const SAID_MAX = 4_000

/** A service as `npm start -w services/<name>` runs it, in a process of its own at a port of its own. */
export interface ServiceProcess {
  readonly address: string
  /** Starts it and waits until it is ready. Answers after how many milliseconds it was. */
  start(): Promise<number>
  /** SIGKILL, at once; also while it starts. */
  kill(): Promise<void>
  /** SIGTERM; waits until it has ended, which must be in order. */
  terminate(): Promise<void>
  /** That it ended though nobody wanted it to, with the last that it said. */
  readonly faults: readonly string[]
}

export function serviceProcess(name: string, environment: Readonly<Record<string, string>>): ServiceProcess {
  const address = `http://127.0.0.1:${environment['APP_PORT']}`
  const faults: string[] = []
  let child: ChildProcess | undefined
  let isWanted = false

  const isReady = async () => (await fetch(`${address}/ready`).catch(() => undefined))?.ok
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    isWanted = false
    const ending = child
    if (!ending || hasEnded(ending)) return
    const ended = once(ending, 'exit')
    ending.kill(signal)
    const late = setTimeout(() => ending.kill('SIGKILL'), ENDS_WITHIN_MS)
    await ended
    clearTimeout(late)
    if (signal === 'SIGTERM' && ending.exitCode !== 0)
      faults.push(`${name} did not end in order: ${ending.signalCode ?? ending.exitCode}`)
  }
  return {
    address,
    faults,
    async start() {
      const began = performance.now()
      const starting = spawned(name, environment, (said, code) => {
        if (isWanted && child === starting) faults.push(`${name} ended by itself (${code}): ${said}`)
      })
      isWanted = true
      child = starting
      await eventually(
        `${name} to be ready`,
        async () => hasEnded(starting) || child !== starting || (await isReady()),
        READY_WITHIN_MS,
      )
      return performance.now() - began
    },
    kill: () => end('SIGKILL'),
    terminate: () => end('SIGTERM'),
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

function spawned(
  name: string,
  environment: Readonly<Record<string, string>>,
  onEnd: (said: string, code: number | string | null) => void,
): ChildProcess {
  const program = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url))
  // Who starts hundreds of processes may keep their compiled code between them.
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [program], {
    env: { PATH, HOME, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_MAX)))
  child.once('exit', (code, signal) => onEnd(said, signal ?? code))
  return child
}
