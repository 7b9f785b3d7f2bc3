export { ErrorBoundary, Layout, ShopApp as default } from '@mallhive/design-system'
export { loader, middleware } from '@mallhive/design-system/server'
