import type { Database } from '@mallhive/chassis'
import { newId, ok } from '@mallhive/kernel'
import { stockCommitted, stockReleased, stockReserved } from '../../contract/events.ts'
import { summed } from '../domain/reservation.ts'
import { heldStatements, type HeldStatements } from './held-statements.ts'
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
  const statements = heldStatements(database)
  const alone: Alone = (by, work) => database.transaction((tx, publish) => work({ tx, publish, by }))
  return {
    reserve: reserving(database, alone),
    find: (orderId) => readReservation(database.read, orderId, 'unlocked'),
    commit: committing(statements, alone),
    release: releasing(statements, alone),
    extend: extending(statements, alone),
    restock: (orderId, by) => alone(by, (step) => steps.restock(step, orderId)),
    async expire(by) {
      let count = 0
      while (count < EXPIRED_AT_ONCE_MAX && (await steps.expireOne(database, by))) count++
      return count
    },
  }
}

/** A step in a transaction of its own. */
type Alone = (by: By, work: (step: steps.Step) => Outcome) => Outcome

/** One statement; few left or several locations: see `holdTogether`; asked again: a transaction. */
function reserving(database: Database<ProductTables>, alone: Alone): Reservations['reserve'] {
  const statement = reserveStatement(database)
  const together = holdTogether(database)
  return async (holding, by) => {
    const { until } = holding
    const orderId = named(holding.orderId)
    const lines = summed(holding.lines)
    const rows = lines.map(({ variantId, quantity }) => ({ id: newId(), variant_id: variantId, quantity }))
    const event = stockReserved(orderId, { orderId, lines: [...lines] }, by.at)
    const held = await statement({ order_id: orderId, until, ...by, lines: rows }, [event])
    if (held) return ok({ orderId, state: 'held', expiresAt: until, parts: held.parts })
    return (
      (await together({ orderId, lines, until, by })) ??
      alone(by, (step) => steps.reserve(step, { orderId, lines, until }))
    )
  }
}

/** One statement for what is held; else a transaction. */
const committing =
  ({ commit }: HeldStatements, alone: Alone): Reservations['commit'] =>
  async (id, by) => {
    const orderId = named(id)
    const event = stockCommitted(orderId, { orderId, lines: [] }, by.at)
    const done = await commit({ order_id: orderId, ...by }, [event])
    if (done) return ok({ orderId, state: 'committed', parts: done.parts })
    return alone(by, (step) => steps.commit(step, orderId))
  }

/** One statement for what is held, two for what never was; few left, or asked again: a transaction after them. */
const releasing =
  ({ release, refuse }: HeldStatements, alone: Alone): Reservations['release'] =>
  async (id, by) => {
    const orderId = named(id)
    const event = stockReleased(orderId, { orderId, lines: [], expired: false }, by.at)
    const done = await release({ order_id: orderId, ...by }, [event])
    if (done) return ok({ orderId, state: 'released', parts: done.parts })
    if (await refuse({ order_id: orderId, ...by })) return ok({ orderId, state: 'released', parts: [] })
    return alone(by, (step) => steps.release(step, orderId))
  }

/** One statement for what is held; else a transaction. */
const extending =
  ({ extend }: HeldStatements, alone: Alone): Reservations['extend'] =>
  async (id, until, by) => {
    const orderId = named(id)
    const done = await extend({ order_id: orderId, ...by, until })
    if (done) return ok({ orderId, state: 'held', expiresAt: done.expires_at, parts: done.parts })
    return alone(by, (step) => steps.extend(step, orderId, until))
  }

/** An id in one spelling: inputs of one order must not share a statement, and are told apart by their text. */
const named = (orderId: string) => orderId.toLowerCase()
