import assert from 'node:assert/strict'
import { it } from 'node:test'
import ts from 'typescript'
import { none, ourFiles, read } from './tree.ts'

const FILE_LINES_MAX = 300
const FUNCTION_LINES_MAX = 70
/** Words and pictures are long by nature; what reads top-down is not. */
const TABLES = /\/messages\/\w+\.ts$/

const sources = ourFiles('{packages,services,apps,web,bench,tests,scripts}/**/*.{ts,tsx,mjs}')

it(`no source is longer than ${FILE_LINES_MAX} lines`, () => {
  const long = sources
    .filter((file) => !TABLES.test(file))
    .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > FILE_LINES_MAX)
    .map(({ file, lines }) => `${file} has ${lines} lines: it holds more than one concept`)
  none(long)
})

it(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
  assert.deepEqual(
    sources.flatMap((file) => longFunctions(file, read(file))),
    [],
  )
})

it('a planted long function is seen', () => {
  const planted = `export function endless() {\n${'  work()\n'.repeat(FUNCTION_LINES_MAX)}}`
  assert.deepEqual(longFunctions('planted.ts', planted), ['planted.ts:1 endless has 72 lines'])
})

function longFunctions(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && !isTestBody(node)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line
      const lines = source.getLineAndCharacterOfPosition(node.end).line - first + 1
      if (lines > FUNCTION_LINES_MAX) found.push(`${file}:${first + 1} ${nameOf(node)} has ${lines} lines`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** `describe` groups tests; how many there are is no measure of how hard one is to read. */
function isTestBody(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && /^(describe|it|test)\b/.test(call.expression.getText())
}

function nameOf(node: ts.Node): string {
  const named = node as { name?: ts.Node }
  if (named.name) return named.name.getText()
  return ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)
    ? node.parent.name.getText()
    : 'a function'
}
