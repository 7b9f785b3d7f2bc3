import { addressOf } from '@mallhive/design-system/text'
import { shopOf } from '@mallhive/design-system/server'
import type { LoaderFunctionArgs } from 'react-router'

/** Everything may be read but what is somebody's own. */
export function loader({ context }: LoaderFunctionArgs) {
  const own = [addressOf.cart(), addressOf.checkout(), addressOf.account()]
  const lines = [
    'User-agent: *',
    ...own.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${shopOf(context).origin}/sitemap.xml`,
  ]
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' }
  return new Response(`${lines.join('\n')}\n`, { headers })
}
