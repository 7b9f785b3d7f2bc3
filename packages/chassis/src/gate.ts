/** Begins work when its turn comes. */
export type Gate = (work: () => Promise<void>) => void

/** Lets `slots` works run at once, in the order they came. What takes longer than `patienceMs` does not keep the others any more. */
export function gateOf(slots: number, patienceMs?: number): Gate {
  const waiting: (() => Promise<void>)[] = []
  let busy = 0

  function next(): void {
    while (busy < slots && waiting.length > 0) begin(waiting.shift()!)
  }

  function begin(work: () => Promise<void>): void {
    let isHeld = true
    const free = () => {
      if (!isHeld) return
      isHeld = false
      clearTimeout(patience)
      busy -= 1
      next()
    }
    busy += 1
    const patience = patienceMs === undefined ? undefined : setTimeout(free, patienceMs)
    void work().then(free)
  }

  return (work) => {
    waiting.push(work)
    next()
  }
}

/** One works in the database while the next is prepared here. */
const AT_ONCE = 2
/** About what a statement takes that waits for nobody. By measurement with 2 as with 5 for few shoppers, and a little more orders for many. */
const TURN_MS = 2

/**
 * The batched statements of this process take turns, whatever their databases: on the few cores that it shares with them, statements at once
 * only compete, while what waits makes larger batches. By measurement an order costs a quarter less processor time so than with two at a time
 * at each database. A statement that waits for a lock, a slow disk or a network keeps nobody.
 */
export const statementTurn: Gate = gateOf(AT_ONCE, TURN_MS)
