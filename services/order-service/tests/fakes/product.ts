import { defineService, refuse, type Service } from '@mallhive/chassis'
import { api } from '@mallhive/contract'
import { money, newId, type Clock } from '@mallhive/kernel'
import { productApi, productProblems, type Offer, type Reservation } from '@mallhive/product-service/contract'
import { Type } from 'typebox'
import { mishaps } from './mishaps.ts'

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

interface Good {
  offer: Offer
  onHand: number
  reserved: number
}
type Lines = Reservation['lines']

/** product-service in memory: offers, and reservations as its contract describes them. It outlives the services of a test. */
export function fakeProduct() {
  const goods = new Map<string, Good>()
  const reservations = new Map<string, Reservation>()
  const happens = mishaps()
  const refused = refuse(productProblems)

  function add(given: { price?: number; onHand?: number; title?: string; taxClass?: Offer['taxClass'] } = {}): Offer {
    const { price = 14_900, onHand = 100, title = 'Dome lamp', taxClass = 'standard' } = given
    const offer: Offer = {
      variantId: newId(),
      productId: newId(),
      handle: 'dome-lamp',
      title,
      variantTitle: 'Clay, 36 cm',
      price: money(price, 'EUR'),
      taxClass,
      grams: 2_000,
      requiresShipping: true,
    }
    goods.set(offer.variantId, { offer, onHand, reserved: 0 })
    return offer
  }

  const each = (lines: Lines, change: (good: Good, quantity: number) => void) => {
    for (const { variantId, quantity } of lines) change(goods.get(variantId)!, quantity)
  }
  const summed = (lines: Lines): Lines => {
    const sums = new Map<string, number>()
    for (const { variantId, quantity } of lines) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
    return [...sums].map(([variantId, quantity]) => ({ variantId, quantity }))
  }
  const shortOf = (lines: Lines) =>
    lines.flatMap(({ variantId, quantity }) => {
      const good = goods.get(variantId)
      const available = good ? good.onHand - good.reserved : 0
      return available >= quantity ? [] : [{ variantId, asked: quantity, available }]
    })
  const ends = (clock: Clock, minutes: number) => new Date(clock().getTime() + minutes * 60_000).toISOString()

  /** The reservation as it is now: a hold that has run out is gone. */
  function current(orderId: string, clock: Clock): Reservation | undefined {
    const found = reservations.get(orderId)
    if (found?.state !== 'held' || new Date(found.expiresAt!) > clock()) return found
    each(found.lines, (good, quantity) => (good.reserved -= quantity))
    return keep({ orderId, state: 'expired', lines: found.lines })
  }
  function keep(reservation: Reservation): Reservation {
    reservations.set(reservation.orderId, reservation)
    return reservation
  }
  function hold(orderId: string, lines: Lines, clock: Clock, minutes: number) {
    const short = shortOf(lines)
    if (short.length > 0) return refused({ code: 'stock.short', details: { lines: short } })
    each(lines, (good, quantity) => (good.reserved += quantity))
    return { status: 200, body: keep({ orderId, state: 'held', lines, expiresAt: ends(clock, minutes) }) } as const
  }

  const service: Service = defineService({ api: fakeApi, config: Type.Object({}), needs: {} }, ({ serve, clock }) => {
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

  return {
    service,
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
export type FakeProduct = ReturnType<typeof fakeProduct>
