import type { Envelope } from '@mallhive/contract'

export type Deliver = (batch: readonly Envelope[]) => Promise<void>

/** How events travel between services. An adapter promises exactly this, whatever the technology. */
export interface Bus {
  /** Resolves when the bus has stored the events. Those of one subject keep their order. */
  publish(envelopes: readonly Envelope[]): Promise<void>
  /**
   * Delivers each event of these types at least once to one member of the group, those of one subject in order, from the oldest kept on. When
   * `deliver` rejects, the batch comes again after a pause.
   */
  subscribe(group: string, types: readonly string[], deliver: Deliver): Promise<void>
  /** Delivers to this very process every event of these types that was published after `since`, at least once. */
  follow(types: readonly string[], since: Date, deliver: Deliver): Promise<void>
  /** Throws when the bus cannot be reached. */
  ping(): Promise<void>
  /** Stops deliveries after the batches under way. */
  close(): Promise<void>
}
