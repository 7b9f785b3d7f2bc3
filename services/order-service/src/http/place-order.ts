import { refuse, type Given, type Use } from '@mallhive/chassis'
import { fail } from '@mallhive/kernel'
import { orderPlaced } from '../../contract/events.ts'
import { orderApi, orderProblems } from '../../contract/http.ts'
import { factsOf, type SagaOrder } from '../domain/order.ts'
import { orderView } from '../domain/view.ts'
import { isStaff, type User } from './callers.ts'
import { newOrder, type OrderRefusal, type PlaceBody } from './new-order.ts'
import type { OrderRoutesNeed } from './routes.ts'

type PlaceGiven = Given<(typeof orderApi)['routes']['placeOrder']>

export function placeOrderRoute({ serve, orders, saga, quote, clock, cancelMinutes }: OrderRoutesNeed): void {
  const refused = refuse(orderProblems)
  /** Of requests that are refused: neither way asks what the other knows. */
  const refusals = new WeakMap<object, OrderRefusal>()
  serve(orderApi.routes.placeOrder, placeOrder, placeNewOrder)

  /**
   * On the quick path 4 statements, each one round trip and one commit that those who come together share, and 5 calls: offers; the order with
   * its key and event; reserve, authorise; the confirmation with number and event; capture and commit at the same time. Beside
   * the reply, which does not wait for them: what these two said, and the reply itself, kept for repeats. `tests/round-trips.test.ts` counts them.
   */
  async function placeNewOrder({ body, caller, id }: PlaceGiven, key: Use) {
    if (caller.kind !== 'user') return undefined
    const made = await orderFor(body, id, caller)
    if (!made.ok || !(await orders.placeFirst(made.value, placedEvent(made.value), key))) return undefined
    return answerTo(caller, await saga.settle(made.value))
  }

  /** Goes on with an order that was placed before, under the id that its key stands for. */
  async function placeOrder({ body, caller, id }: PlaceGiven) {
    if (caller.kind !== 'user') return refused({ code: 'auth.forbidden' })
    const made = await orderFor(body, id, caller)
    if (!made.ok) {
      // Prices may have changed since a first try that was stored, and whose answer was lost.
      const known = await orders.find(id)
      return known ? answerTo(caller, (await saga.resume(id)) ?? known) : refused(made.error)
    }
    const placed = await orders.place(made.value, placedEvent(made.value))
    const order = placed.isMoved ? await saga.settle(placed.order) : await saga.resume(id)
    return answerTo(caller, order ?? placed.order)
  }

  async function orderFor(body: PlaceBody, id: string, { id: ownerId }: User) {
    const known = refusals.get(body)
    if (known) return fail(known)
    const made = await newOrder({ body, id, ownerId, at: clock() }, quote)
    if (!made.ok) refusals.set(body, made.error)
    return made
  }

  const placedEvent = (order: SagaOrder) => orderPlaced(order.id, factsOf(order), clock())

  function answerTo(caller: User, order: SagaOrder) {
    const { state, failure } = order
    if (failure && state === 'failed') {
      const { code, detail, details } = failure
      return refused({ code, detail, ...(details !== undefined && { details }) })
    }
    return {
      status: state === 'pending' ? 202 : 201,
      body: orderView(order, { forStaff: isStaff(caller), cancelMinutes }),
    } as const
  }
}
