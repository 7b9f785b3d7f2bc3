import { shopOf } from '@mallhive/design-system/server'
import { data, type LoaderFunctionArgs } from 'react-router'
import { sitemap } from '../sitemap.ts'

const KEPT_MS = 600_000
let kept: { readonly until: number; readonly origin: string; readonly text: Promise<string> } | undefined

/** Made at most every ten minutes: it walks through the whole catalogue. */
export async function loader({ context }: LoaderFunctionArgs) {
  const shop = shopOf(context)
  const now = Date.now()
  if (!kept || kept.until < now || kept.origin !== shop.origin) {
    kept = { until: now + KEPT_MS, origin: shop.origin, text: sitemap(shop) }
  }
  try {
    const headers = { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=600' }
    return new Response(await kept.text, { headers })
  } catch {
    kept = undefined // Not kept, so that the next reader may have more luck.
    throw data({}, { status: 503 })
  }
}
