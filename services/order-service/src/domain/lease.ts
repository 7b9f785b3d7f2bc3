/**
 * Who dies on a walk is followed by another after this time, counted from what was stored last. Who is only slow, too: then both ask the same
 * questions, get the same answers, and one of them stores what follows.
 */
const LEASE_MS = 20_000
/** Well within the first lease, also when clocks differ. */
const FIRST_WALK_MS = 10_000

export const leaseFrom = (now: Date): Date => new Date(now.getTime() + LEASE_MS)

/** Nobody but who placed the order can have walked it yet. */
export const isFirstWalk = ({ placedAt }: { readonly placedAt: Date }, now: Date): boolean =>
  now.getTime() < placedAt.getTime() + FIRST_WALK_MS
