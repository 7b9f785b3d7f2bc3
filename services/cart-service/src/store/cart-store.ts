import type { Result } from '@mallhive/kernel'
import type { LineDecision, Place } from '../domain/adding.ts'
import type { Cart, CartError, Decision, Line } from '../domain/cart.ts'
import type { Merge, MergeFacts } from '../domain/merge.ts'

/** So many changes of a cart are remembered, so that one that comes again is not applied again. */
export const CHANGES_REMEMBERED = 64

export interface Once {
  /** Names the change: the same for every repeat of one request or event. */
  readonly once: string
}
/** A change by one who has looked already, a moment ago: it is tried on this cart first. Whether it is still so, the store finds out. */
export interface Seen extends Once {
  readonly seen?: Cart
}
export interface Merged {
  readonly cart: Cart
  readonly report: MergeFacts
}

/**
 * Keeps carts. What it promises can be kept by a conditional write as well as by a lock, in one Redis script or one DynamoDB transaction:
 * `decide` is synchronous and may run more than once, a change touches one cart (a merge two), and nothing is read but the carts themselves.
 */
export interface CartStore {
  /** A cart nobody has touched yet is an empty cart, not an error. */
  find(userId: string): Promise<Cart>
  /** The cart as this process saw it last, or an empty one: nothing is asked. Only to be passed on as `seen`. */
  lastSeen(userId: string): Cart
  /**
   * Runs `decide` on the current cart and saves its cart and events together, or neither. None of two changes at once is lost. A change
   * that was applied already is not applied again: the answer is the cart as it is.
   */
  change(userId: string, decide: (cart: Cart) => Decision, change: Seen): Promise<Result<Cart, CartError>>
  /**
   * The same for one line, which is there or is made: of the variant, with the note. Costs as much in a long cart as in a short one. Answers
   * the version that the cart has then.
   */
  changeLine(
    userId: string,
    wanted: Pick<Line, 'variantId' | 'note'>,
    decide: (place: Place) => LineDecision,
    change: Once,
  ): Promise<Result<Pick<Cart, 'version'>, CartError>>
  /** Runs `decide` on both carts and saves both and the events together, or nothing. Once applied it answers an empty report. */
  merge(from: string, into: string, decide: (from: Cart, into: Cart) => Merge, change: Once): Promise<Merged>
}
