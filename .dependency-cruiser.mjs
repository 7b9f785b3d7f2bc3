// Who may import whom. `$1` is the service that the importing file belongs to.
const service = '^services/([^/]+)'
const tests = '(\\.test\\.tsx?|\\.contract\\.ts)$'
const rule = (name, from, to) => ({ severity: 'error', name, from, to })

export default {
  forbidden: [
    // Two files may speak of each other's types; a circle of values is a riddle at start.
    rule('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule(
      'kernel-depends-on-nothing',
      { path: '^packages/kernel/', pathNot: tests },
      { path: '.', pathNot: ['^packages/kernel/', 'node_modules/(typebox|uuidv7)/'] },
    ),
    rule(
      'contract-kit-is-browser-safe',
      { path: '^packages/contract/', pathNot: tests },
      { path: '.', pathNot: ['^packages/(contract|kernel)/', 'node_modules/typebox/'] },
    ),
    rule('packages-know-no-service', { path: '^packages/' }, { path: '^(services|apps|web)/' }),
    rule(
      'services-meet-only-at-contracts',
      { path: `${service}/` },
      { path: '^services/', pathNot: ['^services/$1/', '^services/[^/]+/contract/'] },
    ),
    rule('services-know-no-app', { path: '^services/' }, { path: '^(apps|web|bench|tests)/' }),
    rule(
      'contract-is-a-leaf',
      { path: `${service}/contract/`, pathNot: tests },
      { path: '.', pathNot: ['^services/[^/]+/contract/', '^packages/(kernel|contract)/', 'node_modules/typebox/'] },
    ),
    rule(
      'domain-is-pure',
      { path: `${service}/src/domain/`, pathNot: tests },
      { path: '.', pathNot: ['^services/$1/src/domain/', '^services/[^/]+/contract/', '^packages/(kernel|contract)/'] },
    ),
    rule(
      'only-stores-touch-the-database',
      { path: '^services/', pathNot: ['/src/store/', '/src/service\\.ts$', '^services/[^/]+/tests/', tests] },
      { path: 'node_modules/(kysely|pg)/' },
    ),
    rule(
      'store-knows-no-http',
      { path: `${service}/src/store/` },
      { path: ['^services/[^/]+/src/http/', 'node_modules/fastify/'] },
    ),
    rule(
      'web-sees-only-contracts',
      { path: '^web/', pathNot: tests },
      {
        path: ['^services/', '^packages/(chassis|testkit|local-postgres)/', '^apps/'],
        pathNot: '^services/[^/]+/contract/',
      },
    ),
    rule(
      'apps-of-the-web-are-apart',
      { path: '^web/([^/]+)/' },
      { path: '^web/', pathNot: ['^web/$1/', '^web/design-system/'] },
    ),
    rule(
      'testkit-is-for-tests',
      { pathNot: [tests, '^packages/testkit/', '^(tests|bench|scripts)/', '/tests?/'] },
      { path: '^packages/testkit/' },
    ),
    rule('tests-are-not-imported', { pathNot: ['\\.test\\.tsx?$'] }, { path: ['\\.test\\.tsx?$'] }),
    rule('no-unresolvable', {}, { couldNotResolve: true, pathNot: ['^\\./\\+types/', '^virtual:'] }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: [
        '/build/',
        '/\\.react-router/',
        '\\+types/',
        '^(packages|services|apps|web|bench|tests)/.*/fixtures/',
        '^tests/tidy/fixtures/',
        '^node:',
      ],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default', 'types'] },
  },
}
