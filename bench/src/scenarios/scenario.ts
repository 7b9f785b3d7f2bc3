import type { Bench } from '../bench.ts'

/** One part of the table, that can be measured alone. */
export interface Scenario {
  readonly name: string
  /** What it does, for people who choose. */
  readonly about: string
  run(bench: Bench): Promise<void>
}
