/** Does `work` for each, at most `max` at a time, begun in order. When some fail, the others end first; then the first failure is thrown. */
export async function concurrently<T>(
  max: number,
  each: readonly T[],
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const left = each.values()
  const failures: unknown[] = []
  const worker = async () => {
    for (const one of left) await work(one).catch((error: unknown) => failures.push(error))
  }
  await Promise.all(Array.from({ length: Math.min(max, each.length) }, worker))
  if (failures.length > 0) throw failures[0]
}
