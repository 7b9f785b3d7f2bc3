import { Unavailable } from '@mallhive/chassis'

const WAITING_MAX = 50

/** Runs work of one name one after the other, of different names at once. Throws `Unavailable` when too many wait for one name. */
export function turns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const lines = new Map<string, { last: Promise<unknown>; waiting: number }>()
  return async (name, work) => {
    const line = lines.get(name) ?? { last: Promise.resolve(), waiting: 0 }
    if (line.waiting >= WAITING_MAX) throw new Unavailable('too many attempts at the same moment')
    line.waiting++
    lines.set(name, line)
    const mine = line.last.then(work)
    line.last = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      if (--line.waiting === 0) lines.delete(name)
    }
  }
}
