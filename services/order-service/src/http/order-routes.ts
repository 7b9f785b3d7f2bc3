import { refuse, type Caller } from '@mallhive/chassis'
import { orderApi, orderProblems } from '../../contract/http.ts'
import { decideCancel } from '../domain/cancel.ts'
import type { SagaOrder } from '../domain/order.ts'
import { orderView } from '../domain/view.ts'
import { isStaff, type User } from './callers.ts'
import type { OrderRoutesNeed } from './routes.ts'

export function orderRoutes({ serve, orders, saga, clock, cancelMinutes }: OrderRoutesNeed): void {
  const refused = refuse(orderProblems)
  const viewFor = (caller: User, order: SagaOrder) => orderView(order, { forStaff: isStaff(caller), cancelMinutes })
  const notFound = () => refused({ code: 'order.not_found' })

  /** Others' orders are not found, whoever asks. */
  const mine = async (caller: Caller, id: string): Promise<{ caller: User; order: SagaOrder } | undefined> => {
    if (caller.kind !== 'user') return undefined
    await saga.stored(id)
    const order = await orders.find(id)
    return order && (order.ownerId === caller.id || isStaff(caller)) ? { caller, order } : undefined
  }

  serve(orderApi.routes.getOrder, async ({ params, caller }) => {
    const found = await mine(caller, params.orderId)
    return found ? { status: 200, body: viewFor(found.caller, found.order) } : notFound()
  })

  serve(orderApi.routes.resumeOrder, async ({ params, caller }) => {
    const found = await mine(caller, params.orderId)
    if (!found) return notFound()
    const order = (await saga.resume(params.orderId)) ?? found.order
    return { status: 200, body: viewFor(found.caller, order) }
  })

  serve(orderApi.routes.cancelOrder, async ({ params, body, caller }) => {
    const found = await mine(caller, params.orderId)
    if (!found) return notFound()
    const { caller: user } = found
    const request = { by: user.id, isStaff: isStaff(user), now: clock(), minutes: cancelMinutes }
    const decided = await orders.change(params.orderId, (order) =>
      decideCancel(order, { ...request, ...(body.reason !== undefined && { reason: body.reason }) }),
    )
    if (!decided) return notFound()
    if (!decided.ok) return refused(decided.error)
    const { order, isMoved } = decided.value
    const settled = isMoved ? await saga.settle(order) : await saga.resume(order.id)
    return { status: 200, body: viewFor(user, settled ?? order) }
  })
}
