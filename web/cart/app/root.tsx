import { failureOf } from '@mallhive/design-system'

export { ShopApp as default, Layout } from '@mallhive/design-system'
export { loader, middleware } from '@mallhive/design-system/server'
export const ErrorBoundary = failureOf('cart')
