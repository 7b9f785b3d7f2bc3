import type { Config } from '@react-router/dev/config'
import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'
import { compressedAssets } from './compressed-assets.ts'
import { framework, sharedFramework } from './framework.ts'

/**
 * What a server's bundle imports instead of carrying along: all apps in one process share it with their host, so that
 * `hostContext` and `shopContext` are one object each, and memory holds it once. By name, as Vite itself leaves out files
 * of JavaScript only.
 */
const onServer = [
  /^@mallhive\/design-system\/server$/,
  /^@mallhive\/(kernel|contract)(\/(currency|address-rules))?$/,
  /^@mallhive\/[a-z-]+\/contract$/,
  /^(react|react-dom|react-router|typebox)(\/|$)/,
]

/**
 * The Vite configuration of every app: `export default appConfig()`.
 *
 * All apps write files named by their content under one common address, `/assets/`, so a server may pour the
 * `build/client/assets` of all of them into one folder. What they share has the same bytes and so the same name in each:
 * the framework (see framework.ts), the sheet, the fonts. `framework.test.ts` holds that to be so.
 */
export const appConfig = () =>
  defineConfig(async ({ command }) => {
    const shared = command === 'build' ? await framework() : undefined
    return {
      base: '/',
      plugins: [shared && sharedFramework(shared), reactRouter(), compressedAssets()],
      environments: { ssr: { build: { rolldownOptions: { external: onServer } } } },
      define: { 'import.meta.env.FRAMEWORK_ADDRESS': JSON.stringify(shared?.address ?? '') },
      build: {
        target: 'es2023',
        // Only fonts and pictures; small ones too stay files, for the Content-Security-Policy and the shared cache.
        assetsInlineLimit: 0,
        rolldownOptions: { output: { assetFileNames: 'assets/[name]-[hash][extname]' } },
      },
    }
  })

/** The React Router configuration of an app that answers below `basename`. */
export const routerConfig = (basename: string) =>
  ({
    ssr: true,
    basename,
    // An app has few routes: telling them all at once spares a request to `/__manifest` before each navigation.
    routeDiscovery: { mode: 'initial' },
  }) satisfies Config
