const ATTEMPTS_MAX = 4
const CONFLICTS = ['40001', '40P01']

/** A migration has changed what a prepared statement answers since it was prepared. */
export const isStalePlan = (error: unknown): boolean =>
  error instanceof Error && /^cached plan must not change result type/.test(error.message)

/** Runs work again that a deadlock, a serialisation failure or a migration meanwhile undid. It must have no other effects. */
export async function repeatedOnConflict<R>(work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const { code } = error as { code?: string }
      const mayPass = CONFLICTS.includes(code ?? '') || isStalePlan(error)
      if (attempt >= ATTEMPTS_MAX || !mayPass) throw error
    }
  }
}
