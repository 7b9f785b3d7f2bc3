import type { Database, Publish, Tx } from '@mallhive/chassis'
import { fail, ok, type Result } from '@mallhive/kernel'
import { sql } from 'kysely'
import { stockChanged, stockCommitted, stockReleased, stockReserved } from '../../contract/events.ts'
import { allot, summed, type Line, type Part, type ReserveError } from '../domain/reservation.ts'
import { linesOf, readReservation, readStock, type State, type StoredReservation } from './reservation-rows.ts'
import { MAIN_LOCATION } from './stock-levels.ts'
import { moveLevels, type By, type Move } from './stock-moves.ts'
import type { Db, ProductTables } from './tables.ts'

export type ReservationError =
  | ReserveError
  | { readonly code: 'reservation.not_found' }
  | { readonly code: 'reservation.released' }
  | { readonly code: 'reservation.committed' }
  | { readonly code: 'reservation.other_lines' }
export type Outcome = Promise<Result<StoredReservation, ReservationError>>

export interface Holding {
  readonly orderId: string
  readonly lines: readonly Line[]
  readonly until: Date
}

/**
 * A step of one order in a transaction of its own, whatever state its reservation is in. All steps lock the reservation first, then levels
 * in the order of variant ids, then listings, so that none waits in a circle.
 */
export interface Step {
  readonly tx: Tx<ProductTables>
  readonly publish: Publish
  readonly by: By
}

export async function reserve(step: Step, { orderId, lines, until }: Holding): Outcome {
  const { tx, by } = step
  const wanted = summed(lines)
  if (await claim(tx, orderId, 'held', until, by.at)) {
    const held = await hold(step, orderId, wanted, until)
    if (!held.ok) await tx.deleteFrom('reservation').where('order_id', '=', orderId).execute()
    return held
  }
  const known = (await readReservation(tx, orderId, 'locked'))!
  if (known.state === 'released' || known.state === 'restocked') return fail({ code: 'reservation.released' })
  if (!sameLines(known.parts, wanted)) return fail({ code: 'reservation.other_lines' })
  return known.state === 'expired' ? hold(step, orderId, wanted, until) : ok(known)
}

export async function commit(step: Step, orderId: string): Outcome {
  const { tx, publish, by } = step
  let known = await readReservation(tx, orderId, 'locked')
  if (!known) return fail({ code: 'reservation.not_found' })
  if (known.state === 'released') return fail({ code: 'reservation.released' })
  if (known.state === 'expired') {
    const held = await hold(step, orderId, linesOf(known.parts), by.at)
    if (!held.ok) return held
    known = held.value
  }
  if (known.state !== 'held') return ok(known)
  await moveLevels(tx, 'commit', [{ orderId, parts: known.parts, ...by }])
  publish(stockCommitted(orderId, { orderId, lines: linesOf(known.parts) }, by.at))
  return ok(await become(tx, known, 'committed', by.at))
}

export async function release(step: Step, orderId: string): Outcome {
  const { tx, by } = step
  if (await claim(tx, orderId, 'released', null, by.at)) return ok({ orderId, state: 'released', parts: [] })
  const known = (await readReservation(tx, orderId, 'locked'))!
  if (known.state === 'committed') return fail({ code: 'reservation.committed' })
  if (known.state === 'held') await free(step, known, 'release')
  return known.state === 'restocked' ? ok(known) : ok(await become(tx, known, 'released', by.at))
}

export async function extend(step: Step, orderId: string, until: Date): Outcome {
  const { tx, by } = step
  const known = await readReservation(tx, orderId, 'locked')
  if (!known) return fail({ code: 'reservation.not_found' })
  if (known.state === 'committed') return fail({ code: 'reservation.committed' })
  if (known.state === 'expired') {
    const held = await hold(step, orderId, linesOf(known.parts), until)
    return held.ok ? held : fail({ code: 'reservation.released' })
  }
  if (known.state !== 'held') return fail({ code: 'reservation.released' })
  const expiresAt = known.expiresAt! > until ? known.expiresAt! : until
  const change = { expires_at: expiresAt, updated_at: by.at }
  await tx.updateTable('reservation').set(change).where('order_id', '=', orderId).execute()
  return ok({ ...known, expiresAt })
}

export async function restock(step: Step, orderId: string): Outcome {
  const { tx, publish, by } = step
  const known = await readReservation(tx, orderId, 'locked')
  if (!known) return fail({ code: 'reservation.not_found' })
  if (known.state === 'held') {
    await free(step, known, 'release')
    return ok(await become(tx, known, 'released', by.at))
  }
  if (known.state !== 'committed') return ok(known)
  const moved = await moveLevels(tx, 'return', [{ orderId, parts: known.parts, ...by }])
  for (const { variant_id: variantId, on_hand: onHand, reserved } of moved)
    publish(stockChanged(variantId, { variantId, onHand, reserved, reason: 'return' }, by.at))
  return ok(await become(tx, known, 'restocked', by.at))
}

/** Makes the reservation's row, unless there is one; while another transaction makes it, waits how that ends. */
async function claim(
  tx: Tx<ProductTables>,
  orderId: string,
  state: State,
  expiresAt: Date | null,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into reservation (order_id, state, expires_at, created_at, updated_at) values (${orderId}, ${state}, ${expiresAt}, ${at}, ${at})
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** Holds the lines for a reservation whose row is locked; changes nothing when one is short. */
async function hold(step: Step, orderId: string, lines: readonly Line[], until: Date): Outcome {
  const { tx, publish, by } = step
  const allotted = allot(
    lines,
    await readStock(
      tx,
      lines.map(({ variantId }) => variantId),
      'locked',
    ),
    MAIN_LOCATION,
  )
  if (!allotted.ok) return allotted
  const parts = allotted.value
  await saveParts(tx, orderId, parts, until, by.at)
  await moveLevels(tx, 'reserve', [{ orderId, parts, ...by }])
  publish(stockReserved(orderId, { orderId, lines: [...lines] }, by.at))
  return ok({ orderId, state: 'held', expiresAt: until, parts })
}

async function saveParts(
  tx: Tx<ProductTables>,
  orderId: string,
  parts: readonly Part[],
  until: Date,
  at: Date,
): Promise<void> {
  await sql`
    with held as (update reservation set state = 'held', expires_at = ${until}::timestamptz, updated_at = ${at}::timestamptz where order_id = ${orderId}),
    before as (delete from reservation_line where order_id = ${orderId} and (variant_id, location) not in (
      select * from unnest(${parts.map(({ variantId }) => variantId)}::uuid[], ${parts.map(({ location }) => location)}::text[])))
    insert into reservation_line (order_id, variant_id, location, quantity, counted)
    select ${orderId}, p.* from unnest(${parts.map(({ variantId }) => variantId)}::uuid[], ${parts.map(({ location }) => location)}::text[],
      ${parts.map(({ quantity }) => quantity)}::integer[], ${parts.map(({ counted }) => counted)}::boolean[]) as p
    on conflict (order_id, variant_id, location) do update set quantity = excluded.quantity, counted = excluded.counted`.execute(
    tx,
  )
}

async function free(
  { tx, publish, by }: Step,
  known: StoredReservation,
  move: Move & ('release' | 'expire'),
): Promise<void> {
  const { orderId, parts } = known
  await moveLevels(tx, move, [{ orderId, parts, ...by }])
  publish(stockReleased(orderId, { orderId, lines: linesOf(parts), expired: move === 'expire' }, by.at))
}

async function become(
  tx: Tx<ProductTables>,
  known: StoredReservation,
  state: State,
  at: Date,
): Promise<StoredReservation> {
  await tx
    .updateTable('reservation')
    .set({ state, expires_at: null, updated_at: at })
    .where('order_id', '=', known.orderId)
    .execute()
  return { orderId: known.orderId, state, parts: known.parts }
}

/** Several processes may sweep: what one has locked the others pass over. */
export async function expireOne(database: Database<ProductTables>, by: By): Promise<boolean> {
  // Mostly nothing is due: one question says so, without a transaction.
  if (!(await dueAt(database.read, by.at).executeTakeFirst())) return false
  return database.transaction(async (tx, publish) => {
    const due = await dueAt(tx, by.at).forUpdate().skipLocked().executeTakeFirst()
    if (!due) return false
    const known = (await readReservation(tx, due.order_id, 'unlocked'))!
    await free({ tx, publish, by }, known, 'expire')
    await become(tx, known, 'expired', by.at)
    return true
  })
}

const dueAt = (db: Db, at: Date) =>
  db
    .selectFrom('reservation')
    .select('order_id')
    .where('state', '=', 'held')
    .where('expires_at', '<=', at)
    .orderBy('expires_at')
    .limit(1)

const sameLines = (parts: readonly Part[], lines: readonly Line[]): boolean =>
  JSON.stringify(linesOf(parts)) === JSON.stringify(lines)
