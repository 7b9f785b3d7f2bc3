import { readHeader } from './dialect.ts'
import { recordsOf } from './records.ts'

/** What a first, quick look at a file says. */
export type Survey = {
  readonly rows: number
  readonly products: number
  /** Handles, in lower case, whose rows are not all together: `readProducts` rejects them whole. */
  readonly scattered: ReadonlySet<string>
}

/** Looks through a whole file before it is read, for a progress bar and for products torn apart. */
export async function survey(bytes: AsyncIterable<Uint8Array>): Promise<Survey> {
  const records = recordsOf(bytes)
  const first = await records.next()
  const header = first.done || first.value.kind === 'damaged' ? undefined : readHeader(first.value.cells)
  const at = header?.ok ? header.value.positions : undefined
  const seen = new Set<string>()
  const scattered = new Set<string>()
  let rows = 0
  let products = 0
  let last = ''
  for await (const record of records) {
    if (record.kind === 'damaged') continue
    rows += 1
    const handle = (record.cells[at?.get('handle') ?? -1] ?? '').trim()
    if (handle !== '' && handle === last) continue
    if (handle !== '' || record.cells[at?.get('title') ?? -1]) products += 1
    if (handle !== '' && seen.has(handle.toLowerCase())) scattered.add(handle.toLowerCase())
    seen.add(handle.toLowerCase())
    last = handle
  }
  return { rows, products, scattered }
}
