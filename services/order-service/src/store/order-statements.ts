import { takenKeys, type Database, type StatementSpec } from '@mallhive/chassis'
import type { Selectable } from 'kysely'
import { CHANGING_COLUMNS, FIXED_COLUMNS, type ChangingRow, type FixedRow } from './order-rows.ts'
import type { OrderRow, OrderTables } from './tables.ts'

type Place = FixedRow & ChangingRow
type FirstPlace = Place & ReturnType<typeof takenKeys.rowOf>
/** `known_version`: the change counts only if the order is still as it was when it was decided. */
type Change = ChangingRow & { readonly id: string; readonly known_version: number }
interface Claim {
  readonly id: string
  readonly now: Date
  readonly until: Date
}
type Row = Omit<Selectable<OrderRow>, 'number_position'>

const declared = (columns: Readonly<Record<string, string>>) =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')
const names = (columns: Readonly<Record<string, string>>) => Object.keys(columns).join(', ')
const set = Object.keys(CHANGING_COLUMNS)
  .map((name) => `${name} = given.${name}`)
  .join(', ')

const CHANGE = `id uuid, known_version int, ${declared(CHANGING_COLUMNS)}`
/** Named one by one, so that a column that a newer version adds is nothing to a process that runs. */
const WHOLE = [FIXED_COLUMNS, CHANGING_COLUMNS, { number: 'text', guest_id: 'uuid' }]
  .flatMap((columns) => Object.keys(columns).map((name) => `shop_order.${name}`))
  .join(', ')

const PLACED = names({ ...FIXED_COLUMNS, ...CHANGING_COLUMNS })

const place: StatementSpec<Place> = {
  columns: declared({ ...FIXED_COLUMNS, ...CHANGING_COLUMNS }),
  parts: `
    placed as (
      insert into shop_order (${PLACED}) select ${PLACED} from given on conflict (id) do nothing returning id
    ),
    done as (select n from given join placed using (id))`,
  key: ({ id }) => String(id),
}

/** Places an order whose Idempotency-Key nobody has taken, and takes it. */
const placeFirst: StatementSpec<FirstPlace> = {
  columns: `${place.columns}, ${takenKeys.columns}`,
  parts: `${takenKeys.part},
    placed as (insert into shop_order (${PLACED}) select ${PLACED} from given join keyed using (id) returning id),
    done as (select n from given join placed using (id))`,
  key: takenKeys.nameOf,
}

const change: StatementSpec<Change> = {
  columns: CHANGE,
  parts: `
    done as (
      update shop_order set ${set} from given
      where shop_order.id = given.id and shop_order.version = given.known_version returning given.n
    )`,
  key: ({ id }) => id,
}

/**
 * The orders are locked first and numbered then: only those that are still as they were take a number, so that none is lost. The counter's
 * only row is locked once a batch, until the commit: batches are numbered one after the other, and what fails gives its numbers back.
 */
const confirm = (first: number): StatementSpec<Change & { format: string }> => ({
  columns: `${CHANGE}, format text`,
  parts: `
    locked as materialized (
      select given.* from given join shop_order using (id)
      where shop_order.version = given.known_version order by id for update of shop_order
    ),
    counter as (
      insert into order_counter (is_only, last) select true, ${first} - 1 + count(*) from locked having count(*) > 0
      on conflict (is_only) do update set last = order_counter.last + (select count(*) from locked)
      returning last - (select count(*) from locked) as before
    ),
    numbered as (select locked.*, before + row_number() over (order by n) as number_position from locked, counter),
    done as (
      update shop_order set ${set}, number_position = given.number_position,
        number = replace(given.format, '{number}', given.number_position::text)
      from numbered as given where shop_order.id = given.id returning given.n, shop_order.number
    )`,
  key: ({ id }) => id,
  eventData: `jsonb_build_object(
    'number', done.number, 'order', jsonb_set(e.envelope #> '{data,order}', '{number}', to_jsonb(done.number)))`,
})

const find: StatementSpec<{ id: string }> = {
  columns: 'id uuid',
  parts: `done as (select given.n, ${WHOLE} from given join shop_order on shop_order.id = given.id)`,
}

const claim: StatementSpec<Claim> = {
  columns: 'id uuid, now timestamptz, until timestamptz',
  parts: `
    done as (
      update shop_order set lease_until = given.until, next_try_at = given.now from given
      where shop_order.id = given.id and shop_order.saga not in ('committed', 'failed', 'cancelled')
        and (shop_order.lease_until is null or shop_order.lease_until <= given.now)
      returning given.n, ${WHOLE}
    )`,
  key: ({ id }) => id,
}

/** What is asked of orders all the time: each one statement, one round trip and one commit, which those who come together share. */
export const orderStatements = (database: Database<OrderTables>, firstNumber: number) => ({
  place: database.batched<Place, object>(place),
  placeFirst: database.batched<FirstPlace, object>(placeFirst),
  change: database.batched<Change, object>(change),
  confirm: database.batched<Change & { format: string }, { number: string }>(confirm(firstNumber)),
  find: database.batched<{ id: string }, Row>(find),
  claim: database.batched<Claim, Row>(claim),
})
export type OrderStatements = ReturnType<typeof orderStatements>
