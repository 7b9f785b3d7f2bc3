import { api } from '@mallhive/contract'
import { catalogueRoutes } from './catalogue-routes.ts'
import { categoryRoutes } from './category-routes.ts'
import { filterRoutes } from './filter-routes.ts'
import { importRoutes } from './import-routes.ts'
import { stockRoutes } from './stock-routes.ts'

/** Port 8081: products, variants, prices, categories, filters, stock, reservations, imports. */
export const productApi = api('product-service', {
  ...catalogueRoutes,
  ...categoryRoutes,
  ...filterRoutes,
  ...stockRoutes,
  ...importRoutes,
})
