import { Document, ShopFailure } from '@mallhive/design-system'
import { pageFrame, shopMiddleware, shopOf } from '@mallhive/design-system/server'
import type { ReactNode } from 'react'
import { type LoaderFunctionArgs, Outlet, useRouteLoaderData } from 'react-router'

export const middleware = [shopMiddleware]
export const loader = ({ context }: LoaderFunctionArgs) => pageFrame(shopOf(context))

export function Layout({ children }: { children: ReactNode }) {
  const frame = useRouteLoaderData<typeof loader>('root')
  return (
    <Document language={frame?.language ?? 'en'} {...(frame && { timeZone: frame.timeZone })}>
      {children}
    </Document>
  )
}

/** The form has a header of its own that leads nowhere but back; orders have the shop's. */
export default Outlet

export const ErrorBoundary = () => <ShopFailure frame={useRouteLoaderData<typeof loader>('root')} />
