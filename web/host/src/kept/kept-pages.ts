import type { Host } from '@mallhive/design-system/server'
import { LRUCache } from 'lru-cache'
import { type AnonymousRequest, requestOf } from './anonymous.ts'
import { catalogueWatch } from './catalogue-watch.ts'
import { type KeptPage, keptPage } from './kept-page.ts'
import { type Witness, witness } from './witness.ts'

type Make = (request: Request, host: Host, cartCount: number) => Promise<Response>

export interface KeptPages {
  /**
   * The page as `make` made it before for the same address, language and number of things in the cart, if nothing that shoppers see of the catalogue has changed since; else
   * as it makes it now. Many who ask at once wait for one. A response is for this one request.
   */
  page(app: string, request: AnonymousRequest, make: Make): Promise<KeptPage | Response>
}

/** A page is kept as it is and compressed in up to two ways. */
const BYTES_PER_LETTER = 2

/** Keeps pages in memory within `bytesMax`, those asked for last. All go when the catalogue changes. */
export function keptPages(host: Host, { bytesMax }: { readonly bytesMax: number }): KeptPages {
  const versionNow = catalogueWatch(host)
  const kept = new LRUCache<string, KeptPage>({ maxSize: bytesMax })
  const making = new Map<string, Promise<KeptPage | undefined>>()
  let keptVersion: string | undefined

  return {
    async page(app, request, make) {
      const version = await versionNow()
      if (version === undefined) return make(requestOf(request), host, request.cartCount)
      if (version !== keptVersion) {
        kept.clear()
        making.clear()
        keptVersion = version
      }
      const key = `${app} ${request.language} ${request.cartCount} ${request.url}`
      const under = making.get(key)
      const found = kept.get(key) ?? (under && (await under))
      return found ?? begin(key, version, request, make)
    },
  }

  async function begin(key: string, version: string, request: AnonymousRequest, make: Make) {
    const watched = witness(host)
    const response = make(requestOf(request), watched.host, request.cartCount)
    const keepable = keep(response, watched).catch(() => undefined)
    making.set(key, keepable)
    const made = await keepable
    if (making.get(key) === keepable) making.delete(key)
    if (!made) return response
    const size = (made.body.length + key.length) * BYTES_PER_LETTER
    if (version === keptVersion && size <= bytesMax) kept.set(key, made, { size })
    return made
  }
}

/** What is still asked when the answer stands, or after it, is not what the page was made of. */
async function keep(response: Promise<Response>, watched: Witness): Promise<KeptPage | undefined> {
  const whole = await response
  if (!watched.isFromCatalogue()) return undefined
  const page = await keptPage(whole.clone())
  return watched.isFromCatalogue() ? page : undefined
}
