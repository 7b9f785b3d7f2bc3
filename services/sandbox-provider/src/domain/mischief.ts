/** How webhooks misbehave. */
export const MISCHIEFS = ['none', 'late', 'twice', 'reordered'] as const
export type Mischief = (typeof MISCHIEFS)[number]

/** After how many milliseconds each copy of a webhook leaves: one at once, or as the mischief wants it. */
export function departures(mischief: Mischief, sequence: number, lateMs: number): readonly number[] {
  if (mischief === 'late') return [lateMs]
  if (mischief === 'twice') return [0, lateMs]
  // Every odd one waits, so that the next overtakes it.
  if (mischief === 'reordered') return [sequence % 2 === 1 ? lateMs : 0]
  return [0]
}
