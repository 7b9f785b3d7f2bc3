import { batched, type Database, type Publish, type Tx } from '@mallhive/chassis'
import { ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import { stockReserved } from '../../contract/events.ts'
import { allot, allotEach, type Line, type Part, type ReserveError } from '../domain/reservation.ts'
import { readStock, type StoredReservation } from './reservation-rows.ts'
import { MAIN_LOCATION } from './stock-levels.ts'
import { moveLevels, type By } from './stock-moves.ts'
import type { Db, ProductTables } from './tables.ts'

export interface Wanting {
  readonly orderId: string
  /** Summed. */
  readonly lines: readonly Line[]
  readonly until: Date
  readonly by: By
}
type Held = Result<StoredReservation, ReserveError>
type HoldTogether = (wanting: Wanting) => Promise<Held | undefined>

/**
 * Holds what orders want that come together, whatever their variants are: few left, several locations, unknown. A look at the stock without
 * locks answers those that cannot be served: one or two round trips, and nothing is written, so that what is sold out costs little. All
 * others share a transaction: seven round trips to the commit, and four more where lists of products change. Undefined: there is a
 * reservation under this id already.
 */
export const holdTogether = (database: Database<ProductTables>): HoldTogether =>
  batched(
    async (wanting: readonly Wanting[]) => {
      const refused = await refusals(database.read, wanting)
      const open = wanting.filter(({ orderId }) => !refused.has(orderId))
      const held = open.length > 0 ? await database.transaction((tx, publish) => hold(tx, publish, open)) : new Map()
      return wanting.map(({ orderId }) => refused.get(orderId) ?? held.get(orderId))
    },
    { key: ({ orderId }) => orderId },
  )

/** Who cannot have what it wants now. Refused is only an order that has no reservation yet: another is asked again for what it has. */
async function refusals(db: Db, wanting: readonly Wanting[]): Promise<ReadonlyMap<string, Held>> {
  const stock = await readStock(db, variantsOf(wanting), 'unlocked')
  const refused = new Map<string, Held>()
  for (const { orderId, lines } of wanting) {
    const allotted = allot(lines, stock, MAIN_LOCATION)
    if (!allotted.ok) refused.set(orderId, allotted)
  }
  if (refused.size === 0) return refused
  const { rows } = await sql<{ order_id: string }>`
    select order_id from reservation where order_id = any(${[...refused.keys()]}::uuid[])`.execute(db)
  for (const { order_id } of rows) refused.delete(order_id)
  return refused
}

/** The reservations' rows first, then levels, then lists, as every step does. One that turns out short leaves no row. */
async function hold(
  tx: Tx<ProductTables>,
  publish: Publish,
  wanting: readonly Wanting[],
): Promise<ReadonlyMap<string, Held>> {
  const made = await claim(tx, wanting)
  const own = wanting.filter(({ orderId }) => made.has(orderId))
  const stock = await readStock(tx, variantsOf(own), 'locked')
  const allotted = allotEach(
    own.map(({ lines }) => lines),
    stock,
    MAIN_LOCATION,
  )
  const held = own.flatMap((order, index) => {
    const parts = allotted[index]!
    return parts.ok ? [{ ...order.by, ...order, parts: parts.value }] : []
  })
  await saveParts(tx, held)
  await withdraw(
    tx,
    own.filter((_, index) => !allotted[index]!.ok),
  )
  await moveLevels(tx, 'reserve', held)
  for (const { orderId, lines, at } of held) publish(stockReserved(orderId, { orderId, lines: [...lines] }, at))
  return new Map(
    own.map(({ orderId, until }, index) => {
      const parts = allotted[index]!
      return [orderId, parts.ok ? ok({ orderId, state: 'held', expiresAt: until, parts: parts.value }) : parts]
    }),
  )
}

const variantsOf = (wanting: readonly Wanting[]): string[] => [
  ...new Set(wanting.flatMap(({ lines }) => lines.map(({ variantId }) => variantId))),
]

/** Makes the reservations' rows in the order of their ids, where there are none; while another transaction makes one, waits how that ends. */
async function claim(tx: Tx<ProductTables>, wanting: readonly Wanting[]): Promise<ReadonlySet<string>> {
  const asked = wanting.map(({ orderId, until, by }) => ({ order_id: orderId, until, at: by.at }))
  const { rows } = await sql<{ order_id: string }>`
    insert into reservation (order_id, state, expires_at, created_at, updated_at)
    select order_id, 'held', until, at, at from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as asked (order_id uuid, until timestamptz, at timestamptz) order by order_id
    on conflict do nothing returning order_id`.execute(tx)
  return new Set(rows.map(({ order_id }) => order_id))
}

async function saveParts(
  tx: Tx<ProductTables>,
  held: readonly { readonly orderId: string; readonly parts: readonly Part[] }[],
): Promise<void> {
  const rows = held.flatMap(({ orderId, parts }) =>
    parts.map(({ variantId, location, quantity, counted }) => ({
      order_id: orderId,
      variant_id: variantId,
      location,
      quantity,
      counted,
    })),
  )
  if (rows.length === 0) return
  // By name: a column that a newer version has added meanwhile takes its default, not null.
  await sql`
    insert into reservation_line (order_id, variant_id, location, quantity, counted)
    select order_id, variant_id, location, quantity, counted
    from jsonb_populate_recordset(null::reservation_line, ${JSON.stringify(rows)}::jsonb)`.execute(tx)
}

async function withdraw(tx: Tx<ProductTables>, refused: readonly Wanting[]): Promise<void> {
  const ids = refused.map(({ orderId }) => orderId)
  if (ids.length > 0) await tx.deleteFrom('reservation').where('order_id', 'in', ids).execute()
}
