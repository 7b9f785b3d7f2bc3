/** Work under way, by the name of what it is about. */
export interface Pending {
  add(name: string, work: Promise<unknown>): void
  has(name: string): boolean
  /** Waits for the work on one thing, or for all of it, however it ends. */
  settled(name?: string): Promise<void>
}

export function pending(): Pending {
  const byName = new Map<string, Promise<unknown>>()
  return {
    add(name, work) {
      const all = Promise.allSettled([byName.get(name), work])
      byName.set(name, all)
      void all.then(() => {
        if (byName.get(name) === all) byName.delete(name)
      })
    },
    has: (name) => byName.has(name),
    settled: async (name) => void (await (name === undefined ? Promise.all(byName.values()) : byName.get(name))),
  }
}
