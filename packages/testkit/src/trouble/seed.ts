import { createHash } from 'node:crypto'

/** Numbers that depend on a seed and a name alone: the same whatever happened before, so that a failing run can be run again. */
export interface Seeded {
  /** From 0 up to 1, exclusive. */
  fraction(name: string): number
  /** From 0 up to `below`, exclusive. */
  integer(name: string, below: number): number
  choice<T>(name: string, among: readonly T[]): T
}

export function seeded(seed: number): Seeded {
  const fraction = (name: string) => createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE(0) / 2 ** 32
  const integer = (name: string, below: number) => Math.floor(fraction(name) * below)
  return { fraction, integer, choice: (name, among) => among[integer(name, among.length)]! }
}
