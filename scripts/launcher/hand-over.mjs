import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH', 'SIGUSR2']
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP']
const ECHO_MS = 300
const PARENT_POLL_MS = 500
/**
 * Megabytes for what dies young: with Node's 16 a busy mall collects twice as often, and serves a seventh less. What grew old is collected when
 * the heap is 50 % larger than what lives in it: left alone, Node waits until it is more than three times as large, and gives little back. What
 * is exposed lets an idle mall give back what a crowd has used.
 */
const HEAP = ['--expose-gc', '--max-semi-space-size=32', '--heap-growing-percent=50']
const followLauncher = pathToFileURL(path.join(path.dirname(fileURLToPath(import.meta.url)), 'follow.mjs')).href

/**
 * Runs the file (or the tool) and lives exactly as long as it does: passes signals on, ends with its exit code.
 * The child gets a process group of its own, because a terminal sends Ctrl-C to everybody in the group: it would
 * arrive twice or three times (terminal, npm, launcher), and a second one means "do not wait" to a program that drains.
 */
export function handOver({ root, node, file, tool, args }) {
  const command = tool === undefined ? node : toolPath(root, tool)
  const childArgs = tool === undefined ? [...HEAP, '--import', followLauncher, file, ...args] : args
  const child = spawn(command, childArgs, {
    cwd: root,
    env: environment(root, node),
    stdio: tool === undefined ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    detached: process.platform !== 'win32',
    shell: process.platform === 'win32' && tool !== undefined,
  })
  const stopForwarding = forwardSignals(child)
  const stopWatching = endWithNpm(child)
  child.on('error', (error) => {
    process.stderr.write(`Cannot run ${command}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    stopForwarding()
    stopWatching()
    if (signal === null) process.exit(code ?? 1)
    // Dying of the same signal tells npm and the shell the truth.
    process.kill(process.pid, signal)
    setTimeout(() => process.exit(1), 1000)
  })
}

function toolPath(root, tool) {
  const found = tool && path.join(root, 'node_modules/.bin', tool + (process.platform === 'win32' ? '.cmd' : ''))
  if (!found || !existsSync(found))
    throw new Error(`There is no tool named ${tool ?? '(nothing)'} in node_modules/.bin.`)
  return found
}

/** npm start runs in a workspace's folder, the scripts in the root: INIT_CWD keeps where the person stands. */
function environment(root, node) {
  const paths = [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH]
  return {
    INIT_CWD: process.cwd(),
    NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/compile'),
    ...process.env,
    PATH: paths.join(path.delimiter),
  }
}

/** One key press reaches the launcher from the terminal and again from npm: the echo is dropped. */
function forwardSignals(child) {
  const lastAt = new Map()
  const handlers = SIGNALS.filter((signal) => process.platform !== 'win32' || signal === 'SIGINT').map((signal) => {
    const handler = () => {
      const now = Date.now()
      if (signal !== 'SIGWINCH' && now - (lastAt.get(signal) ?? 0) < ECHO_MS) return
      lastAt.set(signal, now)
      child.kill(signal)
    }
    process.on(signal, handler)
    return [signal, handler]
  })
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/**
 * `npm start -w …` keeps a SIGTERM to itself and dies of it: the program then ends in order too, instead of living on where nobody sees it.
 * Whoever has asked it to end already is not asked again, because a second time means "do not wait".
 */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return () => {}
  const parent = process.ppid
  const watching = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watching)
    child.kill('SIGTERM')
  }, PARENT_POLL_MS)
  const stop = () => clearInterval(watching)
  for (const signal of ENDING) process.once(signal, stop)
  return stop
}
