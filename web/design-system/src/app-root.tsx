import type { ReactNode } from 'react'
import { Outlet, useMatches, useRouteLoaderData } from 'react-router'
import { Document } from './document.tsx'
import type { ShopPart } from './away.tsx'
import { type PageFrame, ShopFailure, ShopPage } from './shop-page.tsx'
import { useTravel } from './travel.ts'

/** What an app's root loaded by the `loader` of `@mallhive/design-system/server`; nothing while it could not. */
export const useFrame = () => useRouteLoaderData<PageFrame>('root')

/** The `Layout` of an app's root: the document in the shopper's language. */
export function Layout({ children }: { children: ReactNode }) {
  return <Framed>{children}</Framed>
}

/** The `Layout` of apps in which people look around: the page that a link leads to is prepared while it is pointed at. */
export function BrowsingLayout({ children }: { children: ReactNode }) {
  return <Framed likelyNext={LOOKING}>{children}</Framed>
}

/** Looking changes nothing, so these pages may be prepared before they are asked for. */
const LOOKING = ['/products/*', '/products\\?*']

function Framed({ likelyNext, children }: { likelyNext?: readonly string[]; children: ReactNode }) {
  const frame = useFrame()
  return (
    <Document
      language={frame?.language ?? 'en'}
      {...(likelyNext && { likelyNext })}
      {...(frame && { timeZone: frame.timeZone })}
    >
      {children}
    </Document>
  )
}

/** The `ErrorBoundary` of the root of an app for a part of the shop. */
export const failureOf = (part: ShopPart) =>
  function ErrorBoundary() {
    return <ShopFailure frame={useFrame()} part={part} />
  }

/** An app whose pages all stand between the shop's header and its footer. */
export function ShopApp() {
  const frame = useFrame()
  const facts = useMatches().at(-1)?.loaderData as HeaderFacts | undefined
  if (!frame) return null
  return (
    <ShopPage frame={frame} current={facts?.department} query={facts?.query}>
      <Outlet />
    </ShopPage>
  )
}

/** The same, where the picture of a card travels to the page it leads to. */
export function BrowsingApp() {
  useTravel()
  return <ShopApp />
}

/** What a page's loader data may tell the header: the department it belongs to, and what was searched for. */
interface HeaderFacts {
  readonly department?: string | undefined
  readonly query?: string | undefined
}
