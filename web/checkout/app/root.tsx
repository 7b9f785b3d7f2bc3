import { failureOf } from '@mallhive/design-system'

export { Layout } from '@mallhive/design-system'
export { loader, middleware } from '@mallhive/design-system/server'
/** The form has a header of its own that leads nowhere but back; orders have the shop's. */
export { Outlet as default } from 'react-router'
export const ErrorBoundary = failureOf('checkout')
