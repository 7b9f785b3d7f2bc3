import type { PageFrame } from '../shop-page.tsx'
import type { Shop } from './shop.ts'

/** The loader data of an app's root: what header, footer and language need. It never fails. */
export async function pageFrame(shop: Shop): Promise<PageFrame> {
  const { settings, language, origin, visitor } = shop
  const { departments, cartCount, visitorName } = await shop.frame()
  return {
    shop: settings.name,
    origin,
    currency: settings.currency,
    language,
    timeZone: settings.timeZone,
    departments,
    cartCount,
    signedIn: visitor !== undefined && !visitor.isGuest,
    visitorName,
    contact: settings.contact,
  }
}
