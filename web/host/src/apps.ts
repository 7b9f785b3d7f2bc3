import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One micro-frontend: built by itself, answering below its own address. */
export interface WebApp {
  readonly name: string
  readonly basename: string
  readonly everybody?: PagesForEverybody
}

/** Pages that say the same to everybody but for the number of things in the cart: nothing in them is random, good for once, or of one visitor. */
export interface PagesForEverybody {
  /** Their paths, also those of their data alone. */
  readonly paths: RegExp
  /** The shop's cookies that they read besides the session. */
  readonly cookies: readonly string[]
}

/** The storefront's apps. The home page comes last: it also answers what nobody else does, with a page that says so. */
export const webApps: readonly WebApp[] = [
  {
    name: 'products',
    basename: '/products',
    everybody: { paths: /^\/products(?:\/category\/[^/]+)?(?:\.data)?$/, cookies: [] },
  },
  { name: 'cart', basename: '/cart' },
  { name: 'checkout', basename: '/checkout' },
  { name: 'user-profile', basename: '/account' },
  // What was looked at stands there.
  { name: 'homepage', basename: '/', everybody: { paths: /^\/$/, cookies: ['mall-seen'] } },
]

export const serverBuildOf = ({ name }: WebApp): URL => new URL(`../../${name}/build/server/index.js`, import.meta.url)
export const clientBuildOf = ({ name }: WebApp): string =>
  fileURLToPath(new URL(`../../${name}/build/client/`, import.meta.url))
export const isBuilt = (app: WebApp): boolean => existsSync(serverBuildOf(app))
