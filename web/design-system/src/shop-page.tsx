import type { ReactNode } from 'react'
import { isRouteErrorResponse, useHref, useLocation, useRouteError } from 'react-router'
import { Away, type ShopPart } from './away.tsx'
import { Main } from './document.tsx'
import { Failure, NotFound } from './failure.tsx'
import { Footer } from './footer.tsx'
import type { Language } from './format.ts'
import { type Department, Header } from './header.tsx'
import { useMessages } from './language.tsx'

/** What every page needs besides its own content. Made by `pageFrame` in the loader of an app's root. */
export interface PageFrame {
  readonly shop: string
  readonly origin: string
  readonly currency: string
  readonly language: Language
  readonly timeZone: string
  readonly contact?: { readonly email: string; readonly phone?: string | undefined } | undefined
  readonly departments: readonly Department[]
  readonly cartCount: number
  readonly visitorName?: string | undefined
  readonly signedIn: boolean
}

interface ShopPageProps {
  frame: PageFrame
  /** The department this page belongs to. */
  current?: string | undefined
  /** What was searched for on this page. */
  query?: string | undefined
  children: ReactNode
}

/** A page of the shop between its header and its footer. */
export function ShopPage({ frame, current, query, children }: ShopPageProps) {
  const words = useMessages().shop
  const { shop, departments, cartCount, visitorName, currency, contact, signedIn } = frame
  const user = visitorName ?? (signedIn ? words.account : undefined)
  return (
    <>
      <Header {...{ shop, departments, cartCount, user, current, query }} />
      <Main>{children}</Main>
      <Footer shop={shop} departments={departments} currency={currency} contact={contact} signedIn={signedIn} />
    </>
  )
}

/** What an app's error boundary shows: a page that is not there, or one that could not be made. Never what went wrong inside. */
export function ShopFailure({ frame, part }: { frame: PageFrame | undefined; part: ShopPart }) {
  const error = useRouteError()
  const words = useMessages().failure
  const { pathname, search } = useLocation()
  const here = useHref({ pathname, search })
  const isMissing = isRouteErrorResponse(error) && error.status === 404
  const isAway = isRouteErrorResponse(error) && error.status === 503
  const known: unknown = isRouteErrorResponse(error) ? error.data : undefined
  const reference = typeof known === 'object' && known && 'reference' in known ? known.reference : undefined
  const content = (
    <div className="wrap page">
      <title>{isMissing ? words.notFoundTitle : isAway ? words[part].title : words.errorTitle}</title>
      {isMissing ? (
        <NotFound departments={frame?.departments ?? []} />
      ) : isAway ? (
        <Away part={part} signedIn={frame?.signedIn === true} />
      ) : (
        <Failure retryHref={here} reference={typeof reference === 'string' ? reference : undefined} />
      )}
    </div>
  )
  return frame ? <ShopPage frame={frame}>{content}</ShopPage> : <Main>{content}</Main>
}
