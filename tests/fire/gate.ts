import type { Effect } from '@mallhive/chassis'
import type { Fate } from '@mallhive/testkit'
import { eventually } from '../surroundings/eventually.ts'

/** An effect by how its name begins. */
export type Held = Pick<Effect, 'service' | 'name'>

export interface Gate {
  readonly fate: Fate
  /** Waits until so many effects stand before it. */
  holds(count: number): Promise<void>
  /** Lets all through, those that come later too. */
  open(): void
}

/** Holds effects back until it is opened: whoever wants them has decided already, and does not know what happens meanwhile. */
export function gateBefore(...effects: readonly Held[]): Gate {
  let isOpen = false
  let held = 0
  let open = () => {}
  const until = new Promise<void>((resolve) => (open = resolve))
  return {
    fate({ service, name }) {
      if (isOpen || !effects.some((one) => one.service === service && name.startsWith(one.name))) return undefined
      held += 1
      return { kind: 'waits', until }
    },
    holds: async (count) => void (await eventually(`${count} to stand before the gate`, async () => held >= count)),
    open() {
      isOpen = true
      open()
    },
  }
}
