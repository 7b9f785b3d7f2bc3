import { Document, ShopFailure, ShopPage, useTravel } from '@mallhive/design-system'
import { pageFrame, shopMiddleware, shopOf } from '@mallhive/design-system/server'
import type { ReactNode } from 'react'
import { type LoaderFunctionArgs, Outlet, useLoaderData, useRouteLoaderData } from 'react-router'

export const middleware = [shopMiddleware]
export const loader = ({ context }: LoaderFunctionArgs) => pageFrame(shopOf(context))

/** Looking changes nothing, so these pages may be prepared before they are asked for. */
const likelyNext = ['/products/*', '/products\\?*']

export function Layout({ children }: { children: ReactNode }) {
  const frame = useRouteLoaderData<typeof loader>('root')
  return (
    <Document language={frame?.language ?? 'en'} likelyNext={likelyNext} {...(frame && { timeZone: frame.timeZone })}>
      {children}
    </Document>
  )
}

export default function App() {
  useTravel()
  return (
    <ShopPage frame={useLoaderData<typeof loader>()}>
      <Outlet />
    </ShopPage>
  )
}

export const ErrorBoundary = () => <ShopFailure frame={useRouteLoaderData<typeof loader>('root')} />
