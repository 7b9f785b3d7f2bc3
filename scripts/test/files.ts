import { globSync } from 'node:fs'
import path from 'node:path'
import { root } from '../web-apps/inputs.ts'

const SKIPPED_FOLDERS = new Set(['node_modules', 'build', '.react-router', '.git', '.mallhive', 'fixtures', 'coverage'])

/** Quick and close to the cause first: who breaks the kernel wants to hear it from the kernel's tests. */
const ORDER = ['packages/', 'scripts/', 'services/', 'web/', 'apps/', 'bench/', 'tests/tidy/', 'tests/']

/** The test files whose path contains one of the texts, or all of them. */
export function testFiles(containing: readonly string[]): string[] {
  const exclude = (name: string) => SKIPPED_FOLDERS.has(path.basename(name))
  const all = globSync('**/*.test.{ts,tsx}', { cwd: root, exclude }).map((file) => file.split(path.sep).join('/'))
  const wanted = all.filter(
    (file) => containing.length === 0 || containing.some((text) => file.includes(text.replace(/^\.\//, ''))),
  )
  return wanted.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

/** Journeys and browser tests meet the built web apps. */
export function needsWebApps(file: string): boolean {
  return file.startsWith('tests/')
    ? !/^tests\/(tidy|mutants)\//.test(file)
    : file.startsWith('web/') || /browser/.test(path.basename(file))
}

/** What compares times would fail for its neighbours' sake: it runs after all others, one file at a time. */
export function runsAlone(file: string): boolean {
  return /\.alone\.test\.tsx?$/.test(file)
}

function rank(file: string): number {
  return ORDER.findIndex((folder) => file.startsWith(folder))
}
