import type { SagaOrder, TimelineEntry } from './order.ts'

const SERVICE = 'order-service'

/** Something that the shopper may read, too. */
export const toldToAll = (what: string, at: Date, note?: string, by: string = SERVICE): TimelineEntry => ({
  what,
  at: at.toISOString(),
  by,
  ...(note !== undefined && { note }),
  visibility: 'shopper',
})

/** Something for the merchant's team only. */
export const toldToStaff = (what: string, at: Date, note?: string, by: string = SERVICE): TimelineEntry => ({
  ...toldToAll(what, at, note, by),
  visibility: 'staff',
})

/** What a shopper sees: no staff entries, and nobody's id but their own. */
export const forShopper = (timeline: readonly TimelineEntry[], { ownerId, guestId }: SagaOrder): TimelineEntry[] =>
  timeline
    .filter(({ visibility }) => visibility === 'shopper')
    .map((entry) => ({ ...entry, by: entry.by === ownerId || entry.by === guestId ? ownerId : 'shop' }))
