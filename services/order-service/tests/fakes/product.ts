import { defineService, refuse, type Service } from '@mallhive/chassis'
import { api } from '@mallhive/contract'
import { productApi, productProblems } from '@mallhive/product-service/contract'
import { Type } from 'typebox'
import { mishaps } from './mishaps.ts'
import { holdBook, stockBook, summed } from './stock-book.ts'

const HOLD_MINUTES = 15
const { offers, reserve, commitReservation, releaseReservation, extendReservation, restock } = productApi.routes
const fakeApi = api('product-service', {
  offers,
  reserve,
  commitReservation,
  releaseReservation,
  extendReservation,
  restock,
})
const refused = refuse(productProblems)

/** product-service in memory: offers, and reservations as its contract describes them. It outlives the services of a test. */
export function fakeProduct() {
  const stock = stockBook()
  const happens = mishaps()
  const { goods, add } = stock
  return {
    service: serviceOf(stock, holdBook(stock), happens),
    ...happens,
    add,
    good: (variantId: string) => goods.get(variantId)!,
    /** What is left of a variant, and how much of it somebody holds. */
    stock: (variantId: string) => {
      const { onHand, reserved } = goods.get(variantId)!
      return { onHand, reserved }
    },
  }
}

function serviceOf(
  { goods, each }: ReturnType<typeof stockBook>,
  { current, keep, hold, ends }: ReturnType<typeof holdBook>,
  happens: ReturnType<typeof mishaps>,
): Service {
  return defineService({ api: fakeApi, config: Type.Object({}), needs: {} }, ({ serve, clock }) => {
    serve(offers, ({ body }) =>
      happens.around('offers', () => ({
        status: 200,
        body: {
          offers: body.variantIds.flatMap((id) => {
            const good = goods.get(id)
            return good ? [{ ...good.offer, available: good.onHand - good.reserved }] : []
          }),
        },
      })),
    )
    serve(reserve, ({ body: { orderId, lines, holdMinutes = HOLD_MINUTES } }) =>
      happens.around('reserve', () => {
        const found = current(orderId, clock)
        if (found?.state === 'released') return refused({ code: 'reservation.released' })
        if (found && found.state !== 'expired') return { status: 200, body: found }
        return hold(orderId, summed(lines), clock, holdMinutes)
      }),
    )
    serve(extendReservation, ({ params: { orderId }, body }) =>
      happens.around('extendReservation', () => {
        const found = current(orderId, clock)
        if (!found) return refused({ code: 'reservation.not_found' })
        if (found.state !== 'held') return refused({ code: 'reservation.released' })
        return { status: 200, body: keep({ ...found, expiresAt: ends(clock, body.holdMinutes) }) }
      }),
    )
    serve(commitReservation, ({ params: { orderId } }) =>
      happens.around('commitReservation', () => {
        const found = current(orderId, clock)
        if (!found) return refused({ code: 'reservation.not_found' })
        if (found.state === 'committed') return { status: 200, body: found }
        if (found.state === 'released' || found.state === 'restocked') return refused({ code: 'reservation.released' })
        if (found.state === 'expired') {
          const again = hold(orderId, found.lines, clock, HOLD_MINUTES)
          if (again.status !== 200) return again
        }
        each(found.lines, (good, quantity) => {
          good.reserved -= quantity
          good.onHand -= quantity
        })
        return { status: 200, body: keep({ orderId, state: 'committed', lines: found.lines }) }
      }),
    )
    serve(releaseReservation, ({ params: { orderId } }) =>
      happens.around('releaseReservation', () => {
        const found = current(orderId, clock)
        if (found?.state === 'committed') return refused({ code: 'reservation.committed' })
        if (found?.state === 'restocked') return { status: 200, body: found }
        if (found?.state === 'held') each(found.lines, (good, quantity) => (good.reserved -= quantity))
        return { status: 200, body: keep({ orderId, state: 'released', lines: found?.lines ?? [] }) }
      }),
    )
    serve(restock, ({ params: { orderId } }) =>
      happens.around('restock', () => {
        const found = current(orderId, clock)
        if (!found) return refused({ code: 'reservation.not_found' })
        if (found.state === 'committed') each(found.lines, (good, quantity) => (good.onHand += quantity))
        return { status: 200, body: keep({ ...found, state: 'restocked' }) }
      }),
    )
  })
}
