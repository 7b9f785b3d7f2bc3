import assert from 'node:assert/strict'
import { it } from 'node:test'
import ts from 'typescript'
import { exists, none, read, services } from './tree.ts'

it('every setting of a service is explained in its README', () => {
  const undocumented = services().flatMap((service) => {
    const [config, readme] = [`services/${service}/src/config.ts`, `services/${service}/README.md`]
    if (!exists(config)) return [`${config} is missing`]
    const text = exists(readme) ? read(readme) : ''
    return settingsIn(read(config))
      .filter((name) => !text.includes(`\`${name}\``))
      .map((name) => `${readme} does not explain \`${name}\``)
  })
  none(undocumented)
})

it('settings are found by their names in capitals', () => {
  assert.deepEqual(settingsIn(`export const C = Type.Object({ CART_STORE: x, DATABASE_URL: y, inner: z })`), [
    'CART_STORE',
    'DATABASE_URL',
  ])
})

function settingsIn(text: string): string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && /^[A-Z][A-Z0-9_]+$/.test(node.name.text))
      names.push(node.name.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('config.ts', text, ts.ScriptTarget.Latest, true))
  return names
}
