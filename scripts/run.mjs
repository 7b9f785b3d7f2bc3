// The one way into every script: `node scripts/run.mjs <file.ts> [arguments]` or `node scripts/run.mjs --bin <tool> [arguments]`.
// Plain JavaScript that any Node from 18 on can run: it installs the packages when the lockfile changed, then hands over
// to the Node that the packages brought along, so that nobody needs a certain Node on their machine.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver } from './launcher/hand-over.mjs'
import { installIfNeeded } from './launcher/install.mjs'
import { bundledNode } from './launcher/node.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const [first, ...rest] = process.argv.slice(2)

if (first === undefined || first === '--help') {
  process.stderr.write(
    'usage: node scripts/run.mjs <file.ts> [arguments]\n       node scripts/run.mjs --bin <tool> [arguments]\n',
  )
  process.exit(first === undefined ? 2 : 0)
}

try {
  await installIfNeeded(root)
  const node = bundledNode(root)
  if (first === '--bin') handOver({ root, node, tool: rest[0], args: rest.slice(1) })
  else handOver({ root, node, file: path.resolve(root, first), args: rest })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(typeof error?.exitCode === 'number' ? error.exitCode : 1)
}
