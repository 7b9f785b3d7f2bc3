import { keepBody } from '@mallhive/chassis'
import { LRUCache } from 'lru-cache'
import type { CatalogueVersion } from '../store/catalogue-version.ts'

interface Reply {
  readonly status: number
  readonly body: unknown
}

export interface KeptAnswers {
  /**
   * The answer as `make` gave it under the same key, if nothing that shoppers see has changed since; else as it gives it now. Many who ask
   * at once wait for one. Only for what is the same for everybody. Answers and all in them cannot be changed.
   */
  answer<R extends Reply>(key: readonly unknown[], make: () => Promise<R>): Promise<R>
  /** Estimated. */
  readonly bytes: number
}

/** A kept answer is an object, its text for HTTP, and what both take around them: by measurement about so many times its text. */
const BYTES_PER_LETTER = 4
const KEY_LETTERS_MAX = 2_000

/** Keeps answers in memory within `bytesMax`, those used last. All go when the catalogue's version changes. */
export function keptAnswers(version: CatalogueVersion, { bytesMax }: { readonly bytesMax: number }): KeptAnswers {
  const kept = new LRUCache<string, Promise<Reply>>({ maxSize: bytesMax })
  const making = new Map<string, Promise<Reply>>()
  let keptVersion = ''

  return {
    async answer<R extends Reply>(key: readonly unknown[], make: () => Promise<R>): Promise<R> {
      const name = JSON.stringify(key)
      const current = await version.now()
      // Versions come in order, so whoever sees another one sees a later one.
      if (current !== keptVersion) {
        kept.clear()
        making.clear()
        keptVersion = current
      }
      const found = kept.get(name) ?? making.get(name)
      // The same key is always made by the same operation.
      return (await (found ?? begin(name, current, make))) as R
    },
    get bytes() {
      return kept.calculatedSize
    },
  }

  function begin(name: string, current: string, make: () => Promise<Reply>): Promise<Reply> {
    const made = make()
    making.set(name, made)
    const done = () => void (making.get(name) === made && making.delete(name))
    made.then((reply) => {
      done()
      if (current === keptVersion && reply.status < 400 && name.length <= KEY_LETTERS_MAX) keep(name, reply, made)
    }, done)
    return made
  }

  function keep(name: string, reply: Reply, made: Promise<Reply>): void {
    const size = (name.length + JSON.stringify(reply.body).length) * BYTES_PER_LETTER
    if (size > bytesMax) return
    keepBody(frozen(reply).body)
    kept.set(name, made, { size })
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
