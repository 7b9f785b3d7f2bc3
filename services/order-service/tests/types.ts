import type { Static } from 'typebox'
import { orderApi } from '../contract/http.ts'

export { orderApi }
export type PlaceBody = Static<typeof orderApi.routes.placeOrder.body>
export type Order = Static<(typeof orderApi.routes.placeOrder.replies)[201]>
