import { setTimeout as pause } from 'node:timers/promises'
import type { FragileShop } from './fragile-shop.ts'

/** How long nothing must happen. */
const QUIET_MS = 4
const STEP_MS = 5_000
const MINUTE_MS = 60_000
/** When those who wait for their shopper, and what was leased by the dead, have had their time. */
const LATER_MS = [2.5, 31, 66, 90].map((minutes) => minutes * MINUTE_MS)
/** What is poked gathers others for so long. */
const GATHERED_MS = 250
const GATHERINGS = 3
const STEPS_UNTIL_MS = MINUTE_MS
const LAST_LOOKS = 200
const LOOK_EVERY_MS = 20
const STUCK_MAX_MS = 30_000

export interface Rest {
  readonly faults: readonly string[]
  /** Shop's time from the end of the trouble until everything had come to rest. */
  readonly restMs: number
  /** The same for orders alone; those that wait for their shopper do not count. */
  readonly stuckMs: number
}

/**
 * Lets everything come to an end: first by itself, then with the clock moved on, each time as soon as nothing happens any more. What is wrong
 * after the last move stays wrong; so does an order that was stuck for too long.
 */
export async function rest(shop: FragileShop, look: () => Promise<readonly string[]>): Promise<Rest> {
  let stuckMs = 0
  for (let restMs = 0; ; ) {
    const faults = await settled(shop, restMs > STEPS_UNTIL_MS, look)
    const stuck = faults.filter(isStuck)
    // Only from the end of the trouble on: what a shopper leaves undone comes to its end much later.
    const isStillStuck = stuck.length > 0 && stuckMs === restMs
    const next = nextLook(restMs, isStillStuck)
    if (isStillStuck && restMs >= STUCK_MAX_MS)
      return { restMs, stuckMs, faults: stuck.map((fault) => `stuck: ${fault}`) }
    if (isStillStuck && next !== undefined) stuckMs = next
    if (faults.length === 0) return { restMs, stuckMs, faults }
    if (next === undefined) return { restMs, stuckMs, faults: await patiently(shop, look) }
    await shop.time.ahead(next - restMs)
    restMs = next
  }
}

/** Small steps while an order is on its way, to say how long it took. Undefined: there was time enough. */
function nextLook(restMs: number, isStillStuck: boolean): number | undefined {
  if (isStillStuck && restMs < STEPS_UNTIL_MS) return restMs + STEP_MS
  return LATER_MS.find((ms) => ms > restMs)
}

/**
 * Looks when all that happens at this time of the shop has happened, one thing after the other. What looks around every few seconds is woken by
 * the clock; who looks around more seldom is hurried when the clock has been moved by more.
 */
async function settled({ mortals, time }: FragileShop, isFar: boolean, look: () => Promise<readonly string[]>) {
  if (isFar) mortals.hurry()
  for (let left = GATHERINGS; ; left--) {
    await mortals.quiet(QUIET_MS)
    const faults = await look()
    if (faults.length === 0 || left === 0 || faults.every(isForShopper)) return faults
    await time.ahead(GATHERED_MS)
  }
}

/** The last looks, in real time: whatever is wrong then, is. */
async function patiently({ mortals }: FragileShop, look: () => Promise<readonly string[]>) {
  for (let left = LAST_LOOKS; ; left--) {
    const faults = await look()
    if (faults.length === 0 || left === 0) return faults
    mortals.hurry()
    await pause(LOOK_EVERY_MS)
  }
}

/** What waits until the shopper has decided, or has had their time. */
const isForShopper = (fault: string) => / waiting$| held$| requires-action$/.test(fault)

const isStuck = (fault: string) => /orders under way/.test(fault) && !fault.endsWith(' waiting')
