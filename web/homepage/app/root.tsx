export { BrowsingApp as default, BrowsingLayout as Layout, ErrorBoundary } from '@mallhive/design-system'
export { loader, middleware } from '@mallhive/design-system/server'
