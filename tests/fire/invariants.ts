import type { OpenMall } from '@mallhive/mall'
import pg from 'pg'

/** Orders and variants of one run: others on the same databases do not concern it. */
export interface Scope {
  readonly orderIds: readonly string[]
  readonly variantIds: readonly string[]
}
type Row = Readonly<Record<string, unknown>>

export interface Books {
  /** What is wrong, in sentences; empty when every promise was kept. */
  faults(scope: Scope): Promise<string[]>
  /** What has not come to rest yet. */
  unrest(scope: Scope): Promise<string[]>
  query<R extends Row>(service: string, text: string, values?: readonly unknown[]): Promise<R[]>
  close(): Promise<void>
}

export const booksOf = ({ environments }: Pick<OpenMall, 'environments'>): Books =>
  openBooks(Object.fromEntries(Object.entries(environments).map(([name, each]) => [name, each['DATABASE_URL']!])))

/** Compares what every service and the provider have stored: the promises of the shop, in one place. */
export function openBooks(databases: Readonly<Record<string, string>>): Books {
  const clients = new Map(
    Object.entries(databases).map(([service, url]) => {
      // Tests end connections; the next look makes a new one.
      const pool = new pg.Pool({ connectionString: url, max: 1 }).on('error', () => undefined)
      return [service, pool]
    }),
  )
  const query: Books['query'] = async (service, text, values = []) =>
    (await clients.get(service)!.query({ text, values: [...values] })).rows
  return {
    query,
    faults: async (scope) => [
      ...(await stockFaults(query, scope)),
      ...(await orderFaults(query, scope)),
      ...(await numberFaults(query)),
    ],
    unrest: (scope) => unrest(query, scope),
    close: async () => void (await Promise.all([...clients.values()].map((client) => client.end()))),
  }
}

/** Stock is the sum of its ledger, nothing is oversold, and what is reserved is what orders hold. */
async function stockFaults(query: Books['query'], { variantIds }: Scope): Promise<string[]> {
  const rows = await query<{
    variant_id: string
    on_hand: number
    reserved: number
    ledger_on_hand: number
    ledger_reserved: number
    held: number
  }>(
    'product-service',
    `select s.variant_id, s.on_hand::int, s.reserved::int,
       (select coalesce(sum(on_hand_by), 0)::int from stock_ledger l where l.variant_id = s.variant_id) as ledger_on_hand,
       (select coalesce(sum(reserved_by), 0)::int from stock_ledger l where l.variant_id = s.variant_id) as ledger_reserved,
       (select coalesce(sum(l.quantity), 0)::int from reservation_line l join reservation r using (order_id)
        where l.variant_id = s.variant_id and r.state = 'held') as held
     from stock_level s where s.variant_id = any($1::uuid[])`,
    [variantIds],
  )
  return rows.flatMap((row) => [
    ...(row.on_hand !== row.ledger_on_hand || row.reserved !== row.ledger_reserved
      ? [
          `stock of ${row.variant_id} is ${row.on_hand}/${row.reserved}, its ledger says ${row.ledger_on_hand}/${row.ledger_reserved}`,
        ]
      : []),
    ...(row.reserved < 0 || row.reserved > row.on_hand
      ? [`${row.variant_id} is oversold: ${row.reserved} of ${row.on_hand}`]
      : []),
    ...(row.reserved !== row.held ? [`${row.variant_id} reserves ${row.reserved}, orders hold ${row.held}`] : []),
  ])
}

interface OrderRow extends Row {
  id: string
  state: string
  payment_status: string
  number: string | null
  on_hold: boolean
  total: number
  lines: { variantId: string; quantity: number }[]
}

/** Each order by all who have to do with it: money by the provider's ledger, stock, mail. */
async function orderFaults(query: Books['query'], { orderIds }: Scope): Promise<string[]> {
  const ids = [orderIds]
  const orders = await query<OrderRow>(
    'order-service',
    `select id, state, payment_status, number, on_hold, (snapshot -> 'totals' -> 'total' ->> 'amount')::int as total, snapshot -> 'lines' as lines
     from shop_order where id = any($1::uuid[])`,
    ids,
  )
  const money = await query<{ key: string; kind: string; amount: number; times: number }>(
    'sandbox-provider',
    'select key, kind, sum(amount)::int as amount, count(*)::int as times from movement where key = any($1::text[]) group by key, kind',
    ids,
  )
  const shelves = await query<{ order_id: string; state: string; taken: number; entries: number }>(
    'product-service',
    `select r.order_id, r.state,
       (select coalesce(sum(-on_hand_by), 0)::int from stock_ledger l where l.order_id = r.order_id) as taken,
       (select count(*)::int from stock_ledger l where l.order_id = r.order_id and reason = 'commit') as entries
     from reservation r where order_id = any($1::uuid[])`,
    ids,
  )
  const mails = await query<{ key: string; state: string }>(
    'notification-service',
    `select key, state from message where key = any(select 'order-confirmation:' || id from unnest($1::text[]) as id)`,
    ids,
  )
  const known = new Set(orders.map(({ id }) => id))
  const stray = [
    ...new Set([
      ...money.filter(({ kind }) => kind === 'capture').map(({ key }) => key),
      ...shelves.filter(({ state }) => state === 'committed').map(({ order_id }) => order_id),
    ]),
  ]
  return [
    ...stray.filter((id) => !known.has(id)).map((id) => `${id} was charged or taken from the shelf without an order`),
    ...orders.flatMap((order) => {
      const by = (kind: string) =>
        money.find((row) => row.key === order.id && row.kind === kind) ?? { amount: 0, times: 0 }
      const shelf = shelves.find(({ order_id }) => order_id === order.id) ?? { state: 'none', taken: 0, entries: 0 }
      const sent = mails.filter(({ key, state }) => key === `order-confirmation:${order.id}` && state === 'sent').length
      return faultsOf(
        order,
        { authorise: by('authorise'), capture: by('capture'), refund: by('refund'), void: by('void') },
        shelf,
        sent,
      )
    }),
  ]
}

type Movement = { readonly amount: number; readonly times: number }

function faultsOf(
  order: OrderRow,
  money: Readonly<Record<'authorise' | 'capture' | 'refund' | 'void', Movement>>,
  shelf: { state: string; taken: number },
  mails: number,
): string[] {
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const open = money.authorise.amount - money.capture.amount - money.void.amount
  const said = `${order.state} order ${order.id}`
  const wrong = (holds: boolean, sentence: string) => (holds ? [] : [`${said} ${sentence}`])
  // The bank refuses to give what it had promised: that is for a person to decide.
  if (order.state === 'confirmed' && order.on_hold)
    return [
      ...wrong(money.capture.amount === 0 && order.payment_status === 'authorised', 'is on hold though it is paid'),
      ...wrong(mails === 1, `was confirmed by ${mails} mails`),
    ]
  if (order.state === 'confirmed')
    return [
      ...wrong(
        money.capture.times === 1 && money.capture.amount === order.total,
        `of ${order.total} was captured ${money.capture.times} times, ${money.capture.amount}`,
      ),
      ...wrong(money.refund.amount === 0, `was refunded ${money.refund.amount}`),
      ...wrong(order.payment_status === 'captured', `says its payment is ${order.payment_status}`),
      ...wrong(
        shelf.state === 'committed' && shelf.taken === units,
        `took ${shelf.taken} of ${units} from the shelf, ${shelf.state}`,
      ),
      ...wrong(mails === 1, `was confirmed by ${mails} mails`),
      ...wrong(order.number !== null, 'has no number'),
    ]
  return [
    ...wrong(money.capture.amount === money.refund.amount, `keeps ${money.capture.amount - money.refund.amount}`),
    ...wrong(money.refund.times <= 1, `was refunded ${money.refund.times} times`),
    ...wrong(open <= 0 || money.capture.times > 0, `still holds ${open} of the shopper's money`),
    ...wrong(shelf.taken === 0 && shelf.state !== 'held', `holds stock: ${shelf.state}, ${shelf.taken} taken`),
    ...wrong(mails === (order.number === null ? 0 : 1), `was confirmed by ${mails} mails`),
  ]
}

/** Confirmed orders are numbered without a gap. */
async function numberFaults(query: Books['query']): Promise<string[]> {
  const [row] = await query<{ first: number; last: number; count: number }>(
    'order-service',
    'select min(number_position)::int as first, max(number_position)::int as last, count(number_position)::int as count from shop_order',
  )
  if (!row || row.count === 0 || row.last - row.first + 1 === row.count) return []
  return [`numbers run from ${row.first} to ${row.last}, but there are ${row.count}`]
}

const OF_EVERY_SERVICE = [
  `select 'events to send' as what, seq::text as id, envelope ->> 'type' as state from outbox`,
  `select 'events parked', event_id::text, error from parked_event`,
]
/** By service: what is under way of these orders ($1), what of everybody. */
const LEFT: Readonly<Record<string, readonly string[]>> = {
  'cart-service': [],
  'order-service': [
    `select 'orders under way', id::text, saga from shop_order where id = any($1::uuid[]) and saga not in ('committed', 'failed', 'cancelled') and not on_hold`,
  ],
  'product-service': [
    `select 'reservations held', order_id::text, state from reservation where order_id = any($1::uuid[]) and state = 'held'`,
  ],
  'payment-service': [
    `select 'payments under way', order_id::text, state from payment where order_id = any($1::uuid[]) and (step is not null or ask_at is not null)`,
    `select 'webhooks', id::text, coalesce(outcome, 'waits') from webhook where due_at is not null`,
  ],
  'sandbox-provider': [`select 'webhooks not delivered', seq::text, coalesce(last_error, 'waits') from delivery`],
  'notification-service': [`select 'mails to send', key, state from message where due_at is not null`],
}

/** One statement a service. */
async function unrest(query: Books['query'], { orderIds }: Scope): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(LEFT).map(async ([service, own]) => {
      const text = [...OF_EVERY_SERVICE, ...own, 'select null, null, null where $1::uuid[] is null'].join(' union all ')
      const rows = await query<{ what: string; id: string; state: string }>(service, text, [orderIds])
      return rows.map(({ what, id, state }) => `${service}: ${what}: ${id} ${state}`)
    }),
  )
  return found.flat()
}
