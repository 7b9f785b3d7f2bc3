/** What a page's head says of it, as React Router's `meta` takes it. */
export interface PageMeta {
  readonly title: string
  readonly shop: string
  readonly description?: string | undefined
  /** The one address of this page, absolute; everything else in its query is left out. */
  readonly canonical: string
  readonly picture?: string | undefined
  readonly kind?: 'website' | 'product'
  /** Pages that nobody should find by searching: cart, checkout, account. */
  readonly hidden?: boolean
  readonly data?: readonly object[]
}

export function pageMeta(page: PageMeta) {
  const { description, picture } = page
  return [
    { title: `${page.title} – ${page.shop}` },
    ...(description ? [{ name: 'description', content: description }] : []),
    ...(page.hidden ? [{ name: 'robots', content: 'noindex' }] : []),
    { tagName: 'link' as const, rel: 'canonical', href: page.canonical },
    { property: 'og:type', content: page.kind ?? 'website' },
    { property: 'og:title', content: page.title },
    { property: 'og:site_name', content: page.shop },
    { property: 'og:url', content: page.canonical },
    ...(description ? [{ property: 'og:description', content: description }] : []),
    ...(picture ? [{ property: 'og:image', content: picture }] : []),
    ...(page.data ?? []).map((data) => ({ 'script:ld+json': data as Record<string, string> })),
  ]
}
