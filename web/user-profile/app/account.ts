import { addressOf } from '@mallhive/design-system/forms'
import { expected, goTo, type Shop, shopOf, type Visitor } from '@mallhive/design-system/server'
import { data, type LoaderFunctionArgs } from 'react-router'

/** Who is signed in. Throws a way to sign in, and back, for everybody else. */
export function requireAccount({ context, request }: Pick<LoaderFunctionArgs, 'context' | 'request'>): {
  readonly shop: Shop
  readonly visitor: Visitor
} {
  const shop = shopOf(context)
  const { visitor } = shop
  if (visitor && !visitor.isGuest) return { shop, visitor }
  const { pathname, search } = new URL(request.url)
  const here = pathname.startsWith('/account') ? pathname : `/account${pathname}`
  throw goTo(
    shop,
    addressOf.signIn(request.method === 'GET' ? `${here.replace(/\.data$/, '')}${search}` : addressOf.account()),
  )
}

type Reply = { readonly status: number; readonly body: unknown }

/** The body of the reply that a page of the account is made of. Whose session has ended meanwhile is led to sign in. */
export function ownPart<R extends Reply, S extends R['status']>(
  args: Pick<LoaderFunctionArgs, 'context' | 'request'>,
  reply: R,
  status: S,
) {
  if (reply.status === 401) requireAccount(args)
  return expected(reply, status)
}

/** An id from an address. What is none leads to nothing. */
export function idFrom(text: string | undefined): string {
  if (text && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text
  throw data({}, { status: 404 })
}

/** What a page says after it changed something: the `say` of its address. */
export const sayingOf = (request: Request): string | undefined =>
  new URL(request.url).searchParams.get('say') ?? undefined
