import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One micro-frontend: built by itself, answering below its own address. */
export interface WebApp {
  readonly name: string
  readonly basename: string
}

/** The storefront's apps. The home page comes last: it also answers what nobody else does, with a page that says so. */
export const webApps: readonly WebApp[] = [
  { name: 'products', basename: '/products' },
  { name: 'cart', basename: '/cart' },
  { name: 'checkout', basename: '/checkout' },
  { name: 'user-profile', basename: '/account' },
  { name: 'homepage', basename: '/' },
]

export const serverBuildOf = ({ name }: WebApp): URL => new URL(`../../${name}/build/server/index.js`, import.meta.url)
export const clientBuildOf = ({ name }: WebApp): string =>
  fileURLToPath(new URL(`../../${name}/build/client/`, import.meta.url))
export const isBuilt = (app: WebApp): boolean => existsSync(serverBuildOf(app))
