import { redirect } from 'react-router'
import type { Shop } from './shop.ts'

/**
 * Leads to a path of the shop, whichever app it belongs to: React Router takes a bare path as one of its own app. Answers a
 * post with 303, so that a reload does not post again.
 */
export const goTo = (shop: Pick<Shop, 'origin'>, path: string): Response => redirect(`${shop.origin}${path}`, 303)

/** Whether the browser asks for a whole page, and not a script of ours for data. */
export function wantsPage(request: Request): boolean {
  const mode = request.headers.get('sec-fetch-mode')
  return mode === null ? (request.headers.get('accept') ?? '').includes('text/html') : mode === 'navigate'
}
