/** Cells by the name of their column. Names that differ only in capitals are one column, as the reader of files has it. */
export type Columns<T = string> = Readonly<Record<string, T>>

const same = (name: string) => name.toLowerCase()

/** The stated cells under the spelling that the shop knows already, and with them the known cells of columns that are not stated. */
export function overlayColumns<T>(
  known: Columns<T>,
  stated: Columns<T>,
  isStated: (name: string) => boolean,
  merge: (before: T | undefined, now: T) => T = (_, now) => now,
): Record<string, T> {
  const spellings = new Map(Object.keys(known).map((name) => [same(name), name]))
  const kept = Object.entries(known).filter(([name]) => !isStated(same(name)))
  const now = Object.entries(stated).map(([name, cell]) => {
    const spelling = spellings.get(same(name)) ?? name
    return [spelling, merge(known[spelling], cell)] as const
  })
  return Object.fromEntries([...kept, ...now])
}

/** One spelling for each of the names: the first in order. */
export function spellingsOf(names: readonly string[]): ReadonlyMap<string, string> {
  const spellings = new Map<string, string>()
  for (const name of names) if (!spellings.has(same(name))) spellings.set(same(name), name)
  return spellings
}

export function respell<T>(cells: Columns<T>, spellings: ReadonlyMap<string, string>): Columns<T> {
  return Object.fromEntries(Object.entries(cells).map(([name, cell]) => [spellings.get(same(name)) ?? name, cell]))
}
