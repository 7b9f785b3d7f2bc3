/** What mails must know of the shop they come from. */
export interface Shop {
  readonly name: string
  /** Address of its pages. */
  readonly url: string
  readonly imprint: string
  readonly returnDays: number
}

/** A page or picture of the shop by its path, such as `/media/x.webp`. Undefined when it would lead anywhere else. */
export function shopAddress({ url }: Shop, path: string): string | undefined {
  const root = url.replace(/\/+$/, '')
  const address = path.startsWith('/') ? URL.parse(root + path) : null
  return address?.href.startsWith(`${new URL(root).href.replace(/\/$/, '')}/`) ? address.href : undefined
}
