import type { Database } from '@mallhive/chassis'
import { newId, ok, type Result } from '@mallhive/kernel'
import { stockCommitted, stockReleased, stockReserved } from '../../contract/events.ts'
import { summed } from '../domain/reservation.ts'
import { heldStatements } from './held-statements.ts'
import { holdTogether } from './hold-together.ts'
import { readReservation, type StoredReservation } from './reservation-rows.ts'
import * as steps from './reservation-steps.ts'
import type { Holding, Outcome, ReservationError } from './reservation-steps.ts'
import { reserveStatement } from './reserve-statement.ts'
import type { By } from './stock-moves.ts'
import type { ProductTables } from './tables.ts'

export type { Holding, ReservationError }

/**
 * What orders hold. Every step may be repeated and may come in any order: it answers how things stand. Each is tried as one statement that
 * all share who come at the same time: one round trip, one commit. That does the common case; what it leaves alone is decided in a
 * transaction.
 */
export interface Reservations {
  /** Holds all lines or none. */
  reserve(holding: Holding, by: By): Outcome
  find(orderId: string): Promise<StoredReservation | undefined>
  /** Takes what is held out of stock. What had expired is held again first, or is short. */
  commit(orderId: string, by: By): Outcome
  /** Gives back what is held. One that never was is refused from then on. */
  release(orderId: string, by: By): Outcome
  /** Holds until then at least. */
  extend(orderId: string, until: Date, by: By): Outcome
  /** Puts back what was taken, once. */
  restock(orderId: string, by: By): Outcome
  /** Frees what was held past its time, one order a transaction. Answers how many. */
  expire(by: By): Promise<number>
}

const EXPIRED_AT_ONCE_MAX = 500

export function postgresReservations(database: Database<ProductTables>): Reservations {
  const reserving = reserveStatement(database)
  const together = holdTogether(database)
  const held = heldStatements(database)
  const step = (by: By, work: (step: steps.Step) => Outcome): Outcome =>
    database.transaction((tx, publish) => work({ tx, publish, by }))

  return {
    async reserve(holding, by) {
      const orderId = named(holding.orderId)
      const { until } = holding
      const lines = summed(holding.lines)
      const rows = lines.map(({ variantId, quantity }) => ({ id: newId(), variant_id: variantId, quantity }))
      const done = await reserving({ order_id: orderId, until, ...by, lines: rows }, [
        stockReserved(orderId, { orderId, lines: [...lines] }, by.at),
      ])
      if (done) return ok({ orderId, state: 'held', expiresAt: until, parts: done.parts })
      const answer: Result<StoredReservation, ReservationError> | undefined = await together({
        orderId,
        lines,
        until,
        by,
      })
      return answer ?? step(by, (at) => steps.reserve(at, { orderId, lines, until }))
    },

    find: (orderId) => readReservation(database.read, orderId, 'unlocked'),

    async commit(id, by) {
      const orderId = named(id)
      const done = await held.commit({ order_id: orderId, ...by }, [
        stockCommitted(orderId, { orderId, lines: [] }, by.at),
      ])
      if (done) return ok({ orderId, state: 'committed', parts: done.parts })
      return step(by, (at) => steps.commit(at, orderId))
    },

    async release(id, by) {
      const orderId = named(id)
      const event = stockReleased(orderId, { orderId, lines: [], expired: false }, by.at)
      const done = await held.release({ order_id: orderId, ...by }, [event])
      if (done) return ok({ orderId, state: 'released', parts: done.parts })
      if (await held.refuse({ order_id: orderId, ...by })) return ok({ orderId, state: 'released', parts: [] })
      return step(by, (at) => steps.release(at, orderId))
    },

    async extend(id, until, by) {
      const orderId = named(id)
      const done = await held.extend({ order_id: orderId, ...by, until })
      if (done) return ok({ orderId, state: 'held', expiresAt: done.expires_at, parts: done.parts })
      return step(by, (at) => steps.extend(at, orderId, until))
    },

    restock: (orderId, by) => step(by, (at) => steps.restock(at, orderId)),

    async expire(by) {
      let count = 0
      while (count < EXPIRED_AT_ONCE_MAX && (await steps.expireOne(database, by))) count++
      return count
    },
  }
}

/** An id in one spelling: inputs of one order must not share a statement, and are told apart by their text. */
const named = (orderId: string) => orderId.toLowerCase()
