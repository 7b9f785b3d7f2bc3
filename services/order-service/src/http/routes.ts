import type { Serve } from '@mallhive/chassis'
import type { Clock } from '@mallhive/kernel'
import type { Sagas } from '../saga/sagas.ts'
import type { Orders } from '../store/orders.ts'
import type { Quotes } from '../store/quotes.ts'
import { listRoute } from './list-route.ts'
import { orderRoutes } from './order-routes.ts'
import { placeOrderRoute } from './place-order.ts'
import { quoteRoutes } from './quote-routes.ts'
import type { quoting } from './quoting.ts'

export interface OrderRoutesNeed {
  readonly serve: Serve
  readonly orders: Orders
  readonly quotes: Quotes
  readonly saga: Sagas
  readonly quote: ReturnType<typeof quoting>
  readonly clock: Clock
  readonly cancelMinutes: number
}

export function routes(needs: OrderRoutesNeed): void {
  quoteRoutes(needs)
  placeOrderRoute(needs)
  orderRoutes(needs)
  listRoute(needs)
}
