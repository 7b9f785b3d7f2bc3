import { type Api, client, type Client } from '@mallhive/contract'
import { cartApi } from '@mallhive/cart-service/contract'
import { orderApi } from '@mallhive/order-service/contract'
import { type Category, productApi } from '@mallhive/product-service/contract'
import { type Session, userApi } from '@mallhive/user-service/contract'
import { createContext, data, type MiddlewareFunction, type RouterContextProvider } from 'react-router'
import type { Language } from '../format.ts'
import { expected } from './expected.ts'
import { cartCountOf, categoriesOf, departmentsOf, type Frame } from './frame.ts'
import { cartCountContext, type Host, hostContext, visitorAddressContext } from './host.ts'
import { keepLanguage, languageOf } from './language.ts'
import { type Paints, paintsOf } from './paints.ts'
import { refreshOnce } from './refresh.ts'
import { cookieOptions } from './session.ts'
import type { ShopSettings } from './shop-settings.ts'
import { openVisit, type Visit, type Visitor } from './visit.ts'
import { asVisitor, fromAddress, orUnavailable } from './visitor-wire.ts'

/** The shop as one request sees it: who asks, in which language, and the services, called in their name. */
export interface Shop {
  readonly settings: ShopSettings
  readonly language: Language
  /** Where the shop is reached, such as `https://haldow.example`. */
  readonly origin: string
  /** Nobody yet: no guest is made by only looking. */
  readonly visitor: Visitor | undefined
  /** For the one call that hands a guest's cart over; services get it by themselves. */
  readonly accessToken: string | undefined
  readonly products: Client<typeof productApi>
  readonly users: Client<typeof userApi>
  readonly carts: Client<typeof cartApi>
  readonly orders: Client<typeof orderApi>
  /** Any other api, with the visitor's token. A service that is away answers 503. */
  client<A extends Api>(api: A): Client<A>
  /** Makes a guest when nobody is there. Throws a 503 response when that cannot be done now. */
  ensureVisitor(): Promise<Visitor>
  /** Signed in, registered: cookies go back with the response, later calls use the new token. */
  keep(session: Session): void
  forget(): void
  /** More headers for the response. */
  readonly headers: Headers
  /** The categories as they were some seconds ago at most; empty when they cannot be asked. */
  categories(): Promise<readonly Category[]>
  /** What colours look like, as they were some seconds ago; none when product-service cannot be asked. */
  paints(): Promise<Paints>
  /** What header and footer need. It never fails. */
  frame(): Promise<Frame>
}

export const shopContext = createContext<Shop>()

type Contexts = Readonly<Pick<RouterContextProvider, 'get'>>
/** The shop of a request, in loaders and actions below a root with `shopMiddleware`. */
export const shopOf = (context: Contexts): Shop => context.get(shopContext)

/** `export const middleware = [shopMiddleware]` in each app's root. */
export const shopMiddleware: MiddlewareFunction<Response> = async ({ request, context }, next) => {
  const host = context.get(hostContext)
  const options = cookieOptions(request, host.origin?.startsWith('https:'))
  const visit = openVisit(request, (token) => refreshOnce(orUnavailable(host.wire('user-service')), token), options)
  await visit.renew()
  const told = { address: context.get(visitorAddressContext), cartCount: context.get(cartCountContext) }
  const shop = shopFor(request, { host, visit, ...told })
  keepLanguage(shop.headers, request, options)
  context.set(shopContext, shop)
  const response = await next()
  for (const headers of [visit.close(), shop.headers])
    for (const [name, value] of headers) response.headers.append(name, value)
  return response
}

interface ShopParts {
  readonly host: Host
  readonly visit: Visit
  readonly address: string
  readonly cartCount: number | null
}

function shopFor(request: Request, { host, visit, address, cartCount }: ShopParts): Shop {
  const wireOf = (service: string) => asVisitor(fromAddress(orUnavailable(host.wire(service)), address), visit)
  const products = client(productApi, wireOf(productApi.service))
  const users = client(userApi, wireOf(userApi.service))
  const carts = client(cartApi, wireOf(cartApi.service))
  const language = languageOf(request)
  const categories = () => categoriesOf(host, products)
  let frame: Promise<Frame> | undefined

  const shop: Shop = {
    settings: host.settings,
    language,
    origin: host.origin ?? new URL(request.url).origin,
    get visitor() {
      return visit.visitor
    },
    get accessToken() {
      return visit.accessToken
    },
    products,
    users,
    carts,
    orders: client(orderApi, wireOf(orderApi.service)),
    client: (api) => client(api, wireOf(api.service)),
    async ensureVisitor() {
      if (visit.visitor) return visit.visitor
      if (visit.isUnknown) throw data({}, { status: 503 })
      visit.keep(expected(await users.createGuest({ body: { language } }), 201))
      return visit.visitor!
    },
    keep: (session) => visit.keep(session),
    forget: () => visit.forget(),
    headers: new Headers(),
    categories,
    paints: () => paintsOf(host, products),
    frame: () => (frame ??= frameOf({ categories, carts, visit, cartCount })),
  }
  return shop
}

async function frameOf(of: {
  categories: () => Promise<readonly Category[]>
  carts: Client<typeof cartApi>
  visit: Visit
  cartCount: number | null
}): Promise<Frame> {
  const [categories, cartCount] = await Promise.all([
    of.categories(),
    of.cartCount ?? cartCountOf(of.carts, of.visit.visitor),
  ])
  const visitorName = of.visit.visitor?.name?.split(' ')[0]
  return { departments: departmentsOf(categories), cartCount, ...(visitorName && { visitorName }) }
}
