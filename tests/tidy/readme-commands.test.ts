import assert from 'node:assert/strict'
import { it } from 'node:test'
import { exists, none, ourFiles, read } from './tree.ts'

const LIFECYCLE = new Set(['install', 'ci'])

/** The commands in blocks marked `sh`; what a document tells people to type must work. */
function commands(text: string): string[] {
  const blocks = [...text.matchAll(/```(?:sh|bash|shell)\n([\s\S]*?)```/g)].map(([, block]) => block ?? '')
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/^\$ /, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

function fault(command: string): string | undefined {
  const npm =
    /^(?:\w+=\S+ )*npm (?:run )?(?:(?:-w|--workspace) (\S+) )?([\w:-]+)(?: (?:-w|--workspace)[ =](\S+))?/.exec(command)
  if (npm !== null) {
    const [, before, script = '', after] = npm
    const folder = before ?? after
    const manifest = folder === undefined ? 'package.json' : `${folder}/package.json`
    if (!exists(manifest)) return `${command}: there is no ${manifest}`
    const { scripts = {} } = JSON.parse(read(manifest)) as { scripts?: Record<string, string> }
    return script in scripts || LIFECYCLE.has(script) ? undefined : `${command}: ${manifest} has no script "${script}"`
  }
  const file = /^(?:(?:node|bash|sh) )?((?:\.\/)?[\w.-]+\/[\w./-]+)/.exec(command)?.[1]
  return file === undefined || file.startsWith('path/') || exists(file) ? undefined : `${command}: there is no ${file}`
}

it('what the documents tell people to type exists', () => {
  const documents = ourFiles('**/*.md')
  const faults = documents.flatMap((file) =>
    commands(read(file))
      .map(fault)
      .filter((found) => found !== undefined)
      .map((found) => `${file}: ${found}`),
  )
  none(faults)
})

it('the README shows the two commands', () => {
  const shown = commands(read('README.md'))
  for (const command of ['npm start', 'npm test'])
    assert.ok(
      shown.some((line) => line.startsWith(command)),
      `${command} is not in README.md`,
    )
})

it('a command that does not exist is found', () => {
  assert.equal(fault('npm run dance -- now'), 'npm run dance -- now: package.json has no script "dance"')
  assert.equal(
    fault('npm start -w services/nothing'),
    'npm start -w services/nothing: there is no services/nothing/package.json',
  )
  assert.equal(fault('node scripts/nowhere.mjs'), 'node scripts/nowhere.mjs: there is no scripts/nowhere.mjs')
  assert.equal(fault('npm test'), undefined)
  assert.equal(fault('MALLHIVE_DATA=x npm start'), undefined)
})
