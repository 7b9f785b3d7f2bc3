import { randomUUID } from 'node:crypto'
import type { Effect, Service } from '@mallhive/chassis'
import type { Wire } from '@mallhive/contract'
import pg from 'pg'
import { effectsUnderWay } from './effects-under-way.ts'
import { bear, connectionLost, type Life, type Lot, type Trouble, type World } from './life.ts'

/** Decides what befalls the `count`th effect of this name since it began to decide. */
export type Fate = (effect: Effect, count: number) => Trouble | undefined

export interface MortalOptions extends Pick<World, 'env' | 'clock'> {
  /** Address of a superuser: cuts the connections of the dead. */
  readonly superuser: string
}

export interface Mortals {
  /** The way to whoever lives under this name at the moment of the call. */
  wire(service: string): Wire
  /** From now on this decides; what was decided before and has not come yet does not come. */
  befall(fate: Fate): void
  /** All memory of a service is gone, and its connections are cut. */
  kill(service: string): void
  /** Starts whoever is dead, on the same databases. */
  revive(): Promise<void>
  /** Waits until no effect is under way and none has begun for so many milliseconds: what happens next, happens at its time. */
  quiet(forMs: number): Promise<void>
  /** Runs all repeated work now. */
  hurry(): void
  readonly deaths: number
  stop(): Promise<void>
}

/**
 * Services in one process that die as processes do, a thousand times as fast: from the moment of its death no effect of an incarnation
 * comes through any more, its callers lose their connections, its open transactions are rolled back. What still runs of it is only memory.
 */
export async function mortals(services: readonly Service[], options: MortalOptions): Promise<Mortals> {
  const admin = new pg.Client({ connectionString: options.superuser })
  await admin.connect()
  const lives = new Map<string, Life>()
  const ends: Promise<unknown>[] = []
  const lots = lotsBy()
  const underWay = effectsUnderWay()

  const wayTo =
    (service: string): Wire =>
    async (spec, call) => {
      const life = lives.get(service)
      if (!life || life.isOver) throw connectionLost()
      return Promise.race([life.mall.wire(service)(spec, call), life.end])
    }
  const world: World = { ...options, wayTo, lot: lots.draw, die, begins: underWay.begins }
  const start = async (service: Service) =>
    void lives.set(service.name, await bear(service, `life-${randomUUID()}`, world))
  const alive = () => [...lives.values()].filter(({ isOver }) => !isOver)

  function die(life: Life): void {
    if (life.isOver) return
    life.isOver = true
    life.over()
    // What it left running ends by itself, since none of its effects comes through.
    const ended = cut(admin, life.id).then(() => life.mall.stop())
    ends.push(ended.catch(() => undefined))
  }

  await Promise.all(services.map(start))
  return {
    wire: wayTo,
    befall: (fate) => lots.begin(fate),
    kill(service) {
      const life = lives.get(service)
      if (life) die(life)
    },
    revive: async () => void (await Promise.all(services.filter(({ name }) => lives.get(name)?.isOver).map(start))),
    quiet: underWay.quiet,
    hurry() {
      for (const { mall } of alive()) mall.hurry()
    },
    get deaths() {
      return ends.length
    },
    async stop() {
      lots.begin(() => undefined)
      await Promise.all([...alive().map(({ mall }) => mall.stop()), ...ends])
      await admin.end()
    },
  }
}

/** Counts the effects of each name. */
function lotsBy() {
  const counts = new Map<string, number>()
  let fate: Fate = () => undefined
  return {
    begin(next: Fate): void {
      fate = next
      counts.clear()
    },
    draw(effect: Effect): Lot {
      const drawnFrom = fate
      const name = `${effect.service} ${effect.kind} ${effect.name}`
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      return { trouble: fate(effect, count), holds: () => fate === drawnFrom }
    },
  }
}

async function cut(admin: pg.Client, id: string): Promise<void> {
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [id])
}
