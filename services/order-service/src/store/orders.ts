import type { Use } from '@mallhive/chassis'
import type { EventMessage } from '@mallhive/contract'
import type { Result } from '@mallhive/kernel'
import type { Static } from 'typebox'
import type { OrderCard as OrderCardSchema } from '../../contract/order.ts'
import type { Move } from '../domain/move.ts'
import type { OrderState, SagaOrder } from '../domain/order.ts'
import type { Postponement } from '../domain/retry.ts'

export type OrderCard = Static<typeof OrderCardSchema>

export interface OrderFilter {
  readonly ownerId?: string
  readonly state?: OrderState
  readonly number?: string
  /** Goes with `ownerId`: there is no index for it alone. */
  readonly reference?: string
  /** Only orders older than this one. */
  readonly before?: string
  readonly limit: number
}

/** Whether the order was still as it was when the decision was made. If not, it is given as it is now, and nothing was stored. */
export interface Moved {
  readonly isMoved: boolean
  readonly order: SagaOrder
}

/** Orders and the leases by which one process at a time walks each saga. All times are the caller's. */
export interface Orders {
  find(id: string): Promise<SagaOrder | undefined>
  /** Newest first, one more than asked for when there are more. */
  list(filter: OrderFilter): Promise<readonly OrderCard[]>

  /** Stores a new order with its lease taken. Placed again with the same id it is what is there, and `isMoved` is false. */
  place(order: SagaOrder, event: EventMessage): Promise<Moved>
  /** The same, and takes the request's key in the same statement. False: somebody has taken it, and nothing was stored. */
  placeFirst(order: SagaOrder, event: EventMessage, key: Use): Promise<boolean>
  /** Stores steps in one go, with their timeline, number and events, if nobody has moved the order meanwhile. */
  move(order: SagaOrder, moves: readonly Move[]): Promise<Moved>
  /** Loads the order, decides, and stores the move if nobody has moved it meanwhile; else decides again. Undefined when there is no such order. */
  change<E>(
    id: string,
    decide: (order: SagaOrder) => Result<Move | undefined, E>,
  ): Promise<Result<Moved, E> | undefined>
  /** Notes a failed try and gives the lease back, if nobody has moved the order meanwhile. */
  postpone(order: SagaOrder, postponement: Postponement): Promise<SagaOrder>

  /** Takes the lease of an order that is not at its end. Undefined while another holds it, or when there is nothing to do. */
  claim(id: string, now: Date): Promise<SagaOrder | undefined>
  /** Takes the leases of orders whose next step is due, the longest waiting first. Two processes never get the same one. */
  claimDue(now: Date, limit: number): Promise<readonly SagaOrder[]>
  /** Whether somebody walks it now. */
  isLeased(id: string, now: Date): Promise<boolean>
}
