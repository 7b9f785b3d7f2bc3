/** What mails must know of the shop they come from. */
export interface Shop {
  readonly name: string
  /** Address of its pages. */
  readonly url: string
  readonly imprint: string
  readonly returnDays: number
}

/** An address of the shop, for links and pictures. What would lead anywhere but to the web is left out. */
export function shopAddress(shop: Shop, path: string): string | undefined {
  const url = URL.parse(path, shop.url)
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined
}
