import type { Database, Statement } from '@mallhive/chassis'
import { FEW_LEFT } from '../domain/availability.ts'
import type { Part } from '../domain/reservation.ts'
import type { ProductTables } from './tables.ts'

interface Named {
  readonly order_id: string
  readonly actor: string
  readonly at: Date
}
interface Freed {
  readonly parts: readonly Part[]
}
interface Longer extends Freed {
  readonly expires_at: Date
}

/** The steps of held reservations, each one statement for all orders that take it at the same time. None of another state is touched. */
export interface HeldStatements {
  readonly commit: Statement<Named, Freed>
  /** Leaves alone what changes a list of products: where few are left. */
  readonly release: Statement<Named, Freed>
  readonly extend: Statement<Named & { readonly until: Date }, Longer>
  /** Refuses, from now on, a reservation that never was. */
  readonly refuse: Statement<Named, object>
}

export const heldStatements = (database: Database<ProductTables>): HeldStatements => {
  const step = <Input extends Named, Output>(columns: string, parts: string): Statement<Input, Output> =>
    database.batched({
      columns,
      parts,
      key: ({ order_id }) => order_id,
      eventData: `jsonb_build_object('lines', ${LINES})`,
    })
  return {
    commit: step(NAMED, commit),
    release: step(NAMED, release),
    extend: step(`${NAMED}, until timestamptz`, extend),
    refuse: step(NAMED, refuse),
  }
}

const NAMED = 'order_id uuid, actor text, at timestamptz'

/**
 * `due`: reservations that are held, locked in the order of their ids before any level is. Their lines are read as they were when the
 * statement began, so a reservation that somebody changed while this waited for it is left out: its version (xmin) is another one.
 * That it is held is said by its time, which no other state has: said by its state, the planner may take the index of all that are held.
 */
const due = (more = '') => `
  seen as materialized (select g.*, r.xmin as version from given g join reservation r on r.order_id = g.order_id),
  due as materialized (
    select s.n, s.order_id, s.actor, s.at${more} from seen s join reservation r on r.order_id = s.order_id
    where r.expires_at is not null and r.xmin = s.version order by r.order_id for update of r),
  part as materialized (
    select d.*, p.variant_id, p.location, p.quantity, p.counted from due d join reservation_line p on p.order_id = d.order_id),`

const shelf = `
  shelf as materialized (
    select p.*, l.on_hand - l.reserved as free from part p join stock_level l on l.variant_id = p.variant_id and l.location = p.location
    where p.counted order by l.variant_id, l.location for update of l),`

const PARTS = `
  jsonb_agg(jsonb_build_object('variantId', variant_id, 'location', location, 'quantity', quantity, 'counted', counted)
    order by variant_id, location) as parts`

/** What the parts are together, by variant: what events tell. */
const LINES = `(
  select jsonb_agg(jsonb_build_object('variantId', line.id, 'quantity', line.quantity) order by line.id)
  from (
    select (part ->> 'variantId')::uuid as id, sum((part ->> 'quantity')::integer) as quantity
    from jsonb_array_elements(done.parts) as part group by 1) line)`

/** Moves levels by what the rows of `lines` say, and notes it. */
const move = (reason: 'commit' | 'release', lines: string, onHand: -1 | 0) => `
  moved as (
    update stock_level l set on_hand = l.on_hand + ${onHand} * total.quantity, reserved = l.reserved - total.quantity
    from (select variant_id, location, sum(quantity)::integer as quantity from ${lines} group by variant_id, location) total
    where l.variant_id = total.variant_id and l.location = total.location
    returning l.variant_id),
  noted as (
    insert into stock_ledger (id, variant_id, location, reason, on_hand_by, reserved_by, order_id, actor, at)
    select gen_random_uuid(), variant_id, location, '${reason}', ${onHand} * quantity, -quantity, order_id, actor, at from ${lines}),`

/** The reservation is written after the levels, so that nobody waits for it who holds a level. */
const settle = (state: 'committed' | 'released', orders: string) => `
  settled as (
    update reservation r set state = '${state}', expires_at = null, updated_at = d.at from ${orders} d
    where r.order_id = d.order_id and (select count(*) from moved) >= 0),`

const commit = `${due()}${shelf}${move('commit', 'shelf', -1)}${settle('committed', 'due')}
  done as (select n, ${PARTS} from part group by n)`

const release = `${due()}${shelf}
  few as materialized (select n from shelf where free <= ${FEW_LEFT}),
  freed as materialized (select * from shelf where n not in (select n from few)),${move('release', 'freed', 0)}
  ended as materialized (select * from due where n not in (select n from few)),${settle('released', 'ended')}
  done as (select n, ${PARTS} from part where n not in (select n from few) group by n)`

const extend = `${due(', s.until, r.expires_at')}
  longer as (
    update reservation r set expires_at = greatest(r.expires_at, d.until), updated_at = d.at from due d where r.order_id = d.order_id)
  , done as (select n, greatest(min(expires_at), min(until)) as expires_at, ${PARTS} from part group by n)`

const refuse = `
  marked as (
    insert into reservation (order_id, state, expires_at, created_at, updated_at)
    select g.order_id, 'released', null, g.at, g.at from given g
    where not exists (select from reservation r where r.order_id = g.order_id) order by g.order_id
    on conflict do nothing returning order_id),
  done as (select n from given where (order_id in (select order_id from marked)) is true)`
