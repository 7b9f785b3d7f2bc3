interface Identifying {
  readonly optionValues: readonly string[]
  readonly sku?: string
}

/**
 * Finds for each wanted variant the one it was before, so that carts, stock and history stay with it: the same option values, else the
 * same SKU where that leaves no doubt, else the only one on both sides. Answers indexes into `current`; undefined for new ones.
 */
export function matchVariants(
  current: readonly Identifying[],
  wanted: readonly Identifying[],
): readonly (number | undefined)[] {
  const matches: (number | undefined)[] = wanted.map(() => undefined)
  const taken = new Set<number>()
  const take = (index: number, before: number | undefined) => {
    if (before === undefined || taken.has(before) || matches[index] !== undefined) return
    matches[index] = before
    taken.add(before)
  }
  const byValues = new Map(current.map(({ optionValues }, index) => [JSON.stringify(optionValues), index]))
  for (const [index, { optionValues }] of wanted.entries()) take(index, byValues.get(JSON.stringify(optionValues)))

  const before = onlyOnes(current, (index) => !taken.has(index))
  const after = onlyOnes(wanted, (index) => matches[index] === undefined)
  for (const [sku, index] of after) take(index, before.get(sku))
  if (current.length === 1 && wanted.length === 1) take(0, 0)
  return matches
}

/** SKUs that exactly one of the open variants has. */
function onlyOnes(variants: readonly Identifying[], isOpen: (index: number) => boolean): Map<string, number> {
  const seen = new Map<string, number[]>()
  for (const [index, { sku }] of variants.entries())
    if (sku && isOpen(index)) seen.set(sku, [...(seen.get(sku) ?? []), index])
  return new Map([...seen].flatMap(([sku, indexes]) => (indexes.length === 1 ? [[sku, indexes[0]!] as const] : [])))
}
