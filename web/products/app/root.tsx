import { failureOf } from '@mallhive/design-system'

export { BrowsingApp as default, BrowsingLayout as Layout } from '@mallhive/design-system'
export { loader, middleware } from '@mallhive/design-system/server'
export const ErrorBoundary = failureOf('goods')
