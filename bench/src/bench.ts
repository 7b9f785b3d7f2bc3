import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { catalogueCsv } from './catalogue.ts'
import { openLimits, type LimitName, type Limits } from './limits/limits.ts'
import { idleMemory, openMall, type Mall } from './mall.ts'
import type { Measured } from './measure.ts'
import { importCatalogue, merchantOf } from './merchant.ts'
import { becomesQuiet } from './quiet.ts'
import type { Row } from './row.ts'

export const CATALOGUE = { products: 1_000, variants: 4 }

/** What scenarios share: one mall with a catalogue, and the limits of the same run. Both are opened at first need. */
export interface Bench {
  /** So long each measurement takes. */
  readonly seconds: number
  /** Also what takes minutes to prepare. */
  readonly isLarge: boolean
  mall(): Promise<Mall>
  /** Of the mall before anybody came, in megabytes. */
  idleMegabytes(): Promise<number | undefined>
  /** The data folder of the mall, which is closed for it. */
  closedFolder(): Promise<string>
  /** Measured once a run, just before it is needed. */
  limit(name: LimitName): Promise<{ readonly name: LimitName; readonly measured: Measured }>
  row(row: Row): void
  say(text: string): void
}

interface Told {
  row(row: Row): void
  limit(name: LimitName, measured: Measured): void
  say(text: string): void
}

interface OpenBench extends Bench {
  /** Waits until the mall, if it is open, has ended what the load before left it to do. */
  settled(): Promise<void>
  close(): Promise<void>
}

export function openBench(options: Pick<Bench, 'seconds' | 'isLarge'>, told: Told): OpenBench {
  const place = mkdtempSync(path.join(tmpdir(), 'mallhive-bench-'))
  const known = new Map<LimitName, Measured>()
  let isFilled = false
  let mall: Mall | undefined
  let limits: Limits | undefined
  let idle: number | undefined

  const bench: OpenBench = {
    ...options,
    row: told.row,
    say: told.say,
    async mall() {
      if (mall) return mall
      await fill()
      told.say('Opening the mall, and leaving it alone for ten seconds to see what it takes when idle…')
      mall = await openMall(place)
      idle ??= await idleMemory(mall)
      return mall
    },
    async idleMegabytes() {
      await bench.mall()
      return idle
    },
    async closedFolder() {
      await fill()
      await closeAll()
      return place
    },
    async limit(name) {
      const present = known.get(name)
      if (present) return { name, measured: present }
      limits ??= await openLimits(await bench.mall())
      const measured = await limits.measure(name, options.seconds)
      known.set(name, measured)
      told.limit(name, measured)
      return { name, measured }
    },
    async settled() {
      if (mall) await becomesQuiet(mall.pid)
    },
    async close() {
      await closeAll()
      rmSync(place, { recursive: true, force: true })
    },
  }
  return bench

  /** Once, in a mall of its own: what an import used does not count as the memory of a mall that is idle. */
  async function fill(): Promise<void> {
    if (isFilled) return
    told.say(`Making a mall with ${CATALOGUE.products} products × ${CATALOGUE.variants} variants…`)
    const first = await openMall(place)
    try {
      await importCatalogue(await merchantOf(first), catalogueCsv(CATALOGUE))
    } finally {
      await first.stop()
    }
    isFilled = true
  }

  async function closeAll(): Promise<void> {
    await limits?.stop()
    await mall?.stop()
    limits = undefined
    mall = undefined
  }
}
