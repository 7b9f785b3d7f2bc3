import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { catalogueCsv } from '../catalogue.ts'
import { idleMemory, openMall, type Mall } from '../mall.ts'
import { watchMemory } from '../memory.ts'
import { importCatalogue, merchantOf } from '../merchant.ts'
import { count } from '../row.ts'
import type { Bench } from '../bench.ts'
import type { Scenario } from './scenario.ts'

const SIZE = { products: 25_000, variants: 4 }
const ROWS = SIZE.products * SIZE.variants
const SECONDS_MAX = 60
/** Caches fill in the first third. From then on memory is flat, but for a collection of garbage more or less. */
const GROWTH_MAX = 0.1

export const importing: Scenario = {
  name: 'import',
  about: 'a catalogue of 100,000 rows into an empty mall: seconds, and memory on the way',
  async run(bench) {
    const place = mkdtempSync(path.join(tmpdir(), 'mallhive-bench-'))
    const mall = await openMall(place)
    try {
      const before = await idleMemory(mall)
      await measureImport(bench, mall, before)
    } finally {
      await mall.stop()
      rmSync(place, { recursive: true, force: true })
    }
  },
}

async function measureImport({ row, say }: Bench, mall: Mall, before: number | undefined): Promise<void> {
  const merchant = await merchantOf(mall)
  const watching = watchMemory(mall.pid)
  const began = performance.now()
  let said = began
  const job = await importCatalogue(merchant, catalogueCsv(SIZE), ({ variants }) => {
    if (performance.now() - said < 5_000) return
    said = performance.now()
    say(`  ${count(variants)} of ${count(ROWS)} rows…`)
  })
  const seconds = (performance.now() - began) / 1_000
  const looks = watching.stop()
  const missing = ROWS - job.variants + job.errors + job.products.rejected
  row({
    what: `import of ${count(ROWS)} rows (${count(SIZE.products)} products × ${SIZE.variants} variants)`,
    measured: `${seconds.toFixed(1)} s, ${count(ROWS / seconds)} rows/s`,
    target: `≤ ${SECONDS_MAX} s`,
    isMet: seconds <= SECONDS_MAX,
    failed: missing,
  })
  if (before === undefined) return
  const thirds = [0, 1, 2].map((third) =>
    Math.max(...looks.slice(Math.floor((looks.length * third) / 3), Math.ceil((looks.length * (third + 1)) / 3))),
  )
  row({
    what: 'import, memory of all processes',
    measured: `${before} MB before; at most ${thirds.join(', ')} MB in its thirds`,
    target: 'flat: last third ≤ second + 10 %',
    isMet: thirds[2]! <= thirds[1]! * (1 + GROWTH_MAX),
  })
}
