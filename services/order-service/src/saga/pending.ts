/** Work under way, by the order that it is about. */
export interface Pending {
  add(id: string, work: Promise<unknown>): void
  has(id: string): boolean
  /** Waits for the work on one order, or for all of it, however it ends. */
  settled(id?: string): Promise<void>
}

export function pending(): Pending {
  const byOrder = new Map<string, Promise<unknown>>()
  return {
    add(id, work) {
      const all = Promise.allSettled([byOrder.get(id), work])
      byOrder.set(id, all)
      void all.then(() => {
        if (byOrder.get(id) === all) byOrder.delete(id)
      })
    },
    has: (id) => byOrder.has(id),
    settled: async (id) => void (await (id === undefined ? Promise.all(byOrder.values()) : byOrder.get(id))),
  }
}
