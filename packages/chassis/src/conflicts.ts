const ATTEMPTS_MAX = 4
const CONFLICTS = ['40001', '40P01']

/** Runs work again that a deadlock or a serialisation failure undid. It must have no other effects. */
export async function repeatedOnConflict<R>(work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const { code } = error as { code?: string }
      if (attempt >= ATTEMPTS_MAX || !CONFLICTS.includes(code ?? '')) throw error
    }
  }
}
