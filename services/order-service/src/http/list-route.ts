import { refuse, type Serve } from '@mallhive/chassis'
import { PAGE_DEFAULT } from '@mallhive/contract'
import { orderApi, orderProblems } from '../../contract/http.ts'
import type { Sagas } from '../saga/sagas.ts'
import type { Orders } from '../store/orders.ts'

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** One statement a page. The cursor is the id of the last order shown: ids grow with time. */
export function listRoute({ serve, orders, saga }: { serve: Serve; orders: Orders; saga: Sagas }): void {
  const refused = refuse(orderProblems)

  serve(orderApi.routes.listOrders, async ({ query, caller }) => {
    if (caller.kind !== 'user') return refused({ code: 'auth.forbidden' })
    const { limit = PAGE_DEFAULT, cursor, ownerId, state, number, reference } = query
    const isStaff = caller.roles.includes('admin')
    if (!isStaff && ownerId !== undefined && ownerId !== caller.id) return refused({ code: 'order.not_found' })
    if (cursor !== undefined && !ID.test(cursor))
      return refused({
        code: 'request.invalid',
        errors: [{ field: 'query/cursor', message: 'is not a cursor of this list' }],
      })

    // A reference is only known among one person's orders.
    const owner = ownerId ?? (isStaff && reference === undefined ? undefined : caller.id)
    await saga.stored()
    const found = await orders.list({
      limit,
      ...(owner !== undefined && { ownerId: owner }),
      ...(cursor !== undefined && { before: cursor }),
      ...(state !== undefined && { state }),
      ...(number !== undefined && { number }),
      ...(reference !== undefined && { reference }),
    })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      status: 200,
      body: { items, ...(found.length > limit && last && { nextCursor: last.id }) },
    }
  })
}
