import { client } from '@mallhive/contract'
import type { Host } from '@mallhive/design-system/server'
import { productApi } from '@mallhive/product-service/contract'

/** Longer than this no page waits to know whether it can be kept: it is made without. */
const WAIT_MS = 1_000

/**
 * The version of the catalogue at a moment after the call; undefined when it cannot be asked. All share one question who came
 * before it was sent; who comes while it is under way waits for the next, since its answer may be older than they are.
 */
export function catalogueWatch(host: Host): () => Promise<string | undefined> {
  let under: Promise<unknown> | undefined
  let next: Promise<string | undefined> | undefined
  const products = client(productApi, (spec, call) => host.wire(productApi.service)(spec, call))

  return () => (next ??= begin())

  async function begin(): Promise<string | undefined> {
    await under
    await new Promise(setImmediate)
    next = undefined
    const asked = ask()
    under = asked
    return asked
  }

  async function ask(): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), WAIT_MS)
    })
    try {
      const reply = await Promise.race([products.catalogueVersion({}), late])
      return reply?.status === 200 ? reply.body.version : undefined
    } catch {
      // Away: pages are made anew then, and say so where they must.
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }
}
