import { refuse } from '@mallhive/chassis'
import { money, newId, type Clock } from '@mallhive/kernel'
import { productProblems, type Offer, type Reservation } from '@mallhive/product-service/contract'

interface Good {
  offer: Offer
  onHand: number
  reserved: number
}
type Lines = Reservation['lines']

const LAMP = {
  handle: 'dome-lamp',
  title: 'Dome lamp',
  variantTitle: 'Clay, 36 cm',
  grams: 2_000,
  requiresShipping: true,
}

/** The goods of a shop in memory. */
export function stockBook() {
  const goods = new Map<string, Good>()
  const each = (lines: Lines, change: (good: Good, quantity: number) => void) => {
    for (const { variantId, quantity } of lines) change(goods.get(variantId)!, quantity)
  }
  return {
    goods,
    each,
    add(given: { price?: number; onHand?: number; title?: string; taxClass?: Offer['taxClass'] } = {}): Offer {
      const { price = 14_900, onHand = 100, title = LAMP.title, taxClass = 'standard' } = given
      const ids = { variantId: newId(), productId: newId() }
      const offer: Offer = { ...LAMP, ...ids, title, taxClass, price: money(price, 'EUR') }
      goods.set(offer.variantId, { offer, onHand, reserved: 0 })
      return offer
    },
    shortOf: (lines: Lines) =>
      lines.flatMap(({ variantId, quantity }) => {
        const good = goods.get(variantId)
        const available = good ? good.onHand - good.reserved : 0
        return available >= quantity ? [] : [{ variantId, asked: quantity, available }]
      }),
  }
}
type StockBook = ReturnType<typeof stockBook>

/** Holds on those goods, each named by its order; one that has run out is gone. */
export function holdBook({ each, shortOf }: StockBook) {
  const reservations = new Map<string, Reservation>()
  const refused = refuse(productProblems)
  const keep = (reservation: Reservation): Reservation => {
    reservations.set(reservation.orderId, reservation)
    return reservation
  }
  const ends = (clock: Clock, minutes: number) => new Date(clock().getTime() + minutes * 60_000).toISOString()
  return {
    keep,
    ends,
    current(orderId: string, clock: Clock): Reservation | undefined {
      const found = reservations.get(orderId)
      if (found?.state !== 'held' || new Date(found.expiresAt!) > clock()) return found
      each(found.lines, (good, quantity) => (good.reserved -= quantity))
      return keep({ orderId, state: 'expired', lines: found.lines })
    },
    hold(orderId: string, lines: Lines, clock: Clock, minutes: number) {
      const short = shortOf(lines)
      if (short.length > 0) return refused({ code: 'stock.short', details: { lines: short } })
      each(lines, (good, quantity) => (good.reserved += quantity))
      return { status: 200, body: keep({ orderId, state: 'held', lines, expiresAt: ends(clock, minutes) }) } as const
    },
  }
}

/** The same variant on two lines is one. */
export function summed(lines: Lines): Lines {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of lines) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  return [...sums].map(([variantId, quantity]) => ({ variantId, quantity }))
}
