import assert from 'node:assert/strict'
import path from 'node:path'
import { it } from 'node:test'
import { exists, none, ourFiles, root, tool } from './tree.ts'

interface Cruise {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly {
      readonly from: string
      readonly to: string
      readonly rule: { readonly name: string }
    }[]
  }
}

const FOLDERS = ['packages', 'services', 'apps', 'web', 'bench', 'tests']
const planted = path.join(root, 'tests/tidy/fixtures/planted')

async function cruise(cwd: string, folders: readonly string[]): Promise<Cruise['summary']> {
  const config = path.join(root, '.dependency-cruiser.mjs')
  const { output } = await tool('depcruise', ['--config', config, '--output-type', 'json', ...folders], cwd)
  assert.ok(output.trimStart().startsWith('{'), `dependency-cruiser failed:\n${output}`)
  return (JSON.parse(output.slice(0, output.lastIndexOf('}') + 1)) as Cruise).summary
}

it('every import goes in the direction of the house', async () => {
  const summary = await cruise(root, FOLDERS.filter(exists))
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
  none(violations)
  // With a TypeScript it does not support, dependency-cruiser sees nothing and is content.
  const sources = FOLDERS.flatMap((folder) => ourFiles(`${folder}/**/*.{ts,tsx}`)).length
  assert.ok(
    summary.totalCruised > Math.max(100, sources * 0.9),
    `it saw ${summary.totalCruised} modules of ${sources} sources`,
  )
})

it('planted violations are caught, each by its rule', async () => {
  const { violations } = await cruise(planted, ['packages', 'services', 'web'])
  const caught = violations.map(({ rule, from }) => `${from}: ${rule.name}`).sort()
  assert.deepEqual(caught, [
    'packages/kernel/src/greedy.ts: kernel-depends-on-nothing',
    'packages/kernel/src/greedy.ts: packages-know-no-service',
    'services/cart-service/contract/http.ts: contract-is-a-leaf',
    'services/cart-service/contract/http.ts: services-meet-only-at-contracts',
    'services/cart-service/src/domain/cart.ts: domain-is-pure',
    'services/cart-service/src/domain/cart.ts: services-meet-only-at-contracts',
    'web/cart/src/page.ts: web-sees-only-contracts',
  ])
})
