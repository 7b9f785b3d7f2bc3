import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

/**
 * React and React Router as one file that all apps share.
 *
 * A bundler gives each app its own framework chunk: it drops what this app does not use and names exports by who imports
 * them, so no two apps get the same bytes. Here the framework is bundled once more, apart from any app and always whole,
 * under a name made from its content; in an app the packages' names stand for thin modules that take their exports from
 * that file. Every app emits the same file, so each can still be built and deployed alone, and a browser fetches it once.
 */
export interface Framework {
  /** Where the browser finds it: `/assets/framework-<hash>.js`. */
  readonly address: string
  readonly code: string
  /** The names each package exports, for the thin modules. */
  readonly exports: Readonly<Record<string, readonly string[]>>
}

/**
 * What an app may use of each package in the browser; all of it when nothing is listed. React Router's server half would
 * add 23 kB compressed. An app that needs another name fails to build with "is not exported": add it here, for all.
 */
const packages: Readonly<Record<string, readonly string[] | 'all'>> = {
  react: 'all',
  'react/jsx-runtime': 'all',
  'react-dom': 'all',
  'react-dom/client': 'all',
  'react-router': [
    ...['Await', 'Form', 'Link', 'Links', 'Meta', 'NavLink', 'Navigate', 'Outlet', 'PrefetchPageLinks', 'Scripts'],
    ...['ScrollRestoration', 'createPath', 'createSearchParams', 'data', 'generatePath', 'href', 'matchPath'],
    ...['isRouteErrorResponse', 'redirect', 'redirectDocument', 'replace', 'resolvePath', 'useActionData'],
    ...[
      'useAsyncError',
      'useAsyncValue',
      'useBeforeUnload',
      'useBlocker',
      'useFetcher',
      'useFetchers',
      'useFormAction',
    ],
    ...['useHref', 'useLinkClickHandler', 'useLoaderData', 'useLocation', 'useMatch', 'useMatches', 'useNavigate'],
    ...['useNavigation', 'useNavigationType', 'useOutlet', 'useOutletContext', 'useParams', 'useResolvedPath'],
    ...['useRevalidator', 'useRouteError', 'useRouteLoaderData', 'useSearchParams', 'useSubmit'],
    ...['useViewTransitionState', 'UNSAFE_withComponentProps', 'UNSAFE_withErrorBoundaryProps'],
    ...['UNSAFE_withHydrateFallbackProps'],
  ],
  'react-router/dom': ['HydratedRouter'],
}
const namespaceOf = (specifier: string) => specifier.replaceAll(/[^a-z]/g, '_')

let built: Promise<Framework> | undefined

/** Bundles the framework, once a process. The same versions give the same bytes, whichever app asks. */
export const framework = (): Promise<Framework> => (built ??= bundle())

/** Puts the shared file in place of the packages, in what the browser gets. Servers keep the packages. */
export function sharedFramework({ address, code, exports }: Framework): Plugin {
  return {
    name: 'shared-framework',
    enforce: 'pre',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    resolveId(specifier) {
      if (specifier === address) return { id: address, external: true }
      return exports[specifier] ? { id: `\0framework:${specifier}`, moduleSideEffects: false } : null
    },
    load(id) {
      const specifier = id.startsWith('\0framework:') ? id.slice('\0framework:'.length) : ''
      const names = exports[specifier]
      return names ? thinModule(address, specifier, names) : null
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: address.slice(1), source: code })
    },
  }
}

function thinModule(address: string, specifier: string, names: readonly string[]): string {
  const whole = namespaceOf(specifier)
  const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => ${whole}.${name})()`)
  return [`import { ${whole} } from '${address}'`, ...lines, `export default ${whole}.default ?? ${whole}`].join('\n')
}

async function bundle(): Promise<Framework> {
  const entry = '\0framework-entry'
  const listed = '\0listed:'
  const source = Object.keys(packages)
    .map((specifier) => `export * as ${namespaceOf(specifier)} from ${JSON.stringify(listed + specifier)}`)
    .join('\n')
  const result = await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'framework-entry',
        resolveId: (id) => (id === entry || id.startsWith(listed) ? id : null),
        load: (id) => (id === entry ? source : id.startsWith(listed) ? listedExports(id.slice(listed.length)) : null),
      },
    ],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        output: { codeSplitting: false, entryFileNames: 'framework.js' },
      },
    },
  })
  const outputs = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  const chunk = outputs.find((output) => output.type === 'chunk')
  if (!chunk) throw new Error('the framework bundle came out empty')
  const hash = createHash('sha256').update(chunk.code).digest('hex').slice(0, 10)
  return { address: `/assets/framework-${hash}.js`, code: chunk.code, exports: exportedNames() }
}

/** The part of a package that is shared. A whole CommonJS package is passed on as it is. */
function listedExports(specifier: string): string {
  const names = packages[specifier]
  const from = `from ${JSON.stringify(specifier)}`
  return Array.isArray(names)
    ? `export { ${names.join(', ')} } ${from}`
    : `export * ${from}\nexport { default } ${from}`
}

function exportedNames(): Framework['exports'] {
  const require = createRequire(import.meta.url)
  return Object.fromEntries(
    Object.entries(packages).map(([specifier, names]) => [
      specifier,
      // What is taken whole is CommonJS: its keys are its exports.
      names === 'all' ? Object.keys(require(specifier)).filter((name) => name !== 'default') : names,
    ]),
  )
}
