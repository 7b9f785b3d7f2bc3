import { refuse, type Caller } from '@mallhive/chassis'
import { orderPlaced } from '../../contract/events.ts'
import { orderApi, orderProblems } from '../../contract/http.ts'
import { decideCancel } from '../domain/cancel.ts'
import { factsOf, type SagaOrder } from '../domain/order.ts'
import { orderView } from '../domain/view.ts'
import type { OrderRoutesNeed } from './routes.ts'
import { newOrder } from './new-order.ts'

type User = Extract<Caller, { kind: 'user' }>
const isStaff = (caller: User): boolean => caller.roles.includes('admin')

export function orderRoutes({ serve, orders, saga, quote, clock, cancelMinutes }: OrderRoutesNeed): void {
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

  /**
   * On the quick path 5 statements, each one round trip and one commit that those who come together share, and 5 calls: the key; offers; the order
   * and its event; reserve, authorise; the confirmation with number and event; capture and commit at the same time. Behind the reply what
   * these two said, beside the reply kept for repeats. `tests/round-trips.test.ts` counts them.
   */
  serve(orderApi.routes.placeOrder, async ({ body, caller, id }) => {
    if (caller.kind !== 'user') return refused({ code: 'auth.forbidden' })
    const made = await newOrder({ body, id, ownerId: caller.id, at: clock() }, quote)
    if (!made.ok) {
      // Prices may have changed since a first try that was stored, and whose answer was lost.
      const known = await orders.find(id)
      return known ? answerTo(caller, (await saga.resume(id)) ?? known) : refused(made.error)
    }
    const placed = await orders.place(made.value, orderPlaced(id, factsOf(made.value), clock()))
    const order = placed.isMoved ? await saga.settle(placed.order) : await saga.resume(id)
    return answerTo(caller, order ?? placed.order)
  })

  function answerTo(caller: User, order: SagaOrder) {
    const { state, failure } = order
    if (failure && state === 'failed') {
      const { code, detail, details } = failure
      return refused({ code, detail, ...(details !== undefined && { details }) })
    }
    return { status: state === 'pending' ? 202 : 201, body: viewFor(caller, order) } as const
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
