import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

const NOT_OURS = new Set(['node_modules', 'build', '.react-router', '.git', '.mallhive', 'coverage'])

/** Paths from the root with forward slashes, of the files that people wrote here. */
export function ourFiles(pattern: string, { fixtures = false } = {}): string[] {
  const exclude = (name: string) =>
    NOT_OURS.has(path.basename(name)) || (!fixtures && path.basename(name) === 'fixtures')
  return globSync(pattern, { cwd: root, exclude })
    .map((file) => file.split(path.sep).join('/'))
    .sort()
}

export const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
export const exists = (file: string) => existsSync(path.join(root, file))
export const services = () =>
  readdirSync(path.join(root, 'services'))
    .filter((name) => exists(`services/${name}/package.json`))
    .sort()

/** Runs one of the tools in node_modules and gives back what it said. */
export async function tool(
  name: string,
  args: readonly string[],
  cwd = root,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(path.join(root, 'node_modules/.bin', name), args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  return { code, output }
}

/** Fails with the list, one complaint a line. */
export function none(complaints: readonly string[]): void {
  if (complaints.length > 0) assert.fail(`${complaints.length} found:\n  ${complaints.join('\n  ')}`)
}
