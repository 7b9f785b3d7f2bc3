/** Begins work when its turn comes. `size` says how much it would do if it began now. */
export type Gate = (work: () => Promise<void>, size?: () => number) => void

interface GateOptions {
  /** What takes longer does not keep the others any more. */
  readonly patienceMs?: number
  /** The largest work goes first, as long as nobody waits for longer than this. Without it, they go in the order they came. */
  readonly largestFirstForMs?: number
}

interface Waiting {
  readonly work: () => Promise<void>
  readonly size: () => number
  readonly since: number
}

/** Lets `slots` works run at once. */
export function gateOf(slots: number, { patienceMs, largestFirstForMs = 0 }: GateOptions = {}): Gate {
  const waiting: Waiting[] = []
  let busy = 0

  function next(): void {
    while (busy < slots && waiting.length > 0) begin(take().work)
  }

  function take(): Waiting {
    const first = waiting[0]!
    const isInTime = performance.now() - first.since < largestFirstForMs
    const chosen = isInTime ? waiting.reduce((most, each) => (each.size() > most.size() ? each : most)) : first
    waiting.splice(waiting.indexOf(chosen), 1)
    return chosen
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

  return (work, size = () => 1) => {
    waiting.push({ work, size, since: performance.now() })
    next()
  }
}

/** About what a statement takes that waits for nobody: the next begins while its answer is on its way. */
const TURN_MS = 2
/** Longer than all others together take in a crowd. */
const LARGEST_FIRST_FOR_MS = 50

/**
 * The batched statements of this process take turns, whatever their databases: on the few cores that it shares with them, statements at once
 * only compete, while what waits makes larger batches. The one for which most are waiting goes first: who goes together stays together, and a
 * crowd walks in few large batches. What that saves stands in ADR 8. A statement that waits for a lock, a slow disk or a network keeps nobody.
 */
export const statementTurn: Gate = gateOf(1, { patienceMs: TURN_MS, largestFirstForMs: LARGEST_FIRST_FOR_MS })
