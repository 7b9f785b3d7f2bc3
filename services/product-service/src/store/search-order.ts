import { sql, type RawBuilder } from 'kysely'
import type { SortKey } from '../search/product-search.ts'

/** A way to sort: expressions on `listing l`, all ascending, the last of them unique. */
export interface Order {
  readonly name: string
  readonly columns: readonly {
    readonly expression: RawBuilder<unknown>
    readonly type: 'bigint' | 'integer' | 'text' | 'uuid'
  }[]
}

const id = { expression: sql`l.product_id`, type: 'uuid' } as const
const newest = { expression: sql`l.newest`, type: 'bigint' } as const

/** Relevance means something with a text only; without one the merchant's choice comes first. `rank`: the smaller, the better. */
export function orderOf(sort: SortKey, rank: RawBuilder<unknown> | undefined): Order {
  const orders: Record<SortKey, Order['columns']> = {
    relevance: rank
      ? [{ expression: rank, type: 'integer' }, newest, id]
      : [{ expression: sql`l.featured`, type: 'integer' }, newest, id],
    featured: [{ expression: sql`l.featured`, type: 'integer' }, newest, id],
    newest: [newest, id],
    'price-asc': [{ expression: sql`l.price_from`, type: 'bigint' }, id],
    'price-desc': [{ expression: sql`(-l.price_from)`, type: 'bigint' }, id],
    'title-asc': [{ expression: sql`l.title_key`, type: 'text' }, id],
  }
  return { name: sort, columns: orders[sort] }
}

/** Where a page ended, as text that a client gives back. */
export const cursorOf = (order: Order, keys: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([order.name, ...keys])).toString('base64url')

/** The rows behind a cursor; undefined when it is not one of this order. */
export function behind(order: Order, cursor: string): RawBuilder<unknown> | undefined {
  const keys = keysIn(order, cursor)
  if (!keys) return undefined
  const columns = order.columns.map(({ expression }) => expression)
  const values = order.columns.map(({ type }, index) => sql`${keys[index]}::${sql.raw(type)}`)
  return sql`(${sql.join(columns)}) > (${sql.join(values)})`
}

function keysIn(order: Order, cursor: string): (string | number)[] | undefined {
  try {
    const [name, ...keys] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const fits =
      name === order.name &&
      keys.length === order.columns.length &&
      keys.every((key, index) => isKey(key, order.columns[index]!.type))
    return fits ? (keys as (string | number)[]) : undefined
  } catch {
    // Not a cursor of ours.
    return undefined
  }
}

function isKey(key: unknown, type: Order['columns'][number]['type']): boolean {
  if (type === 'integer') return Number.isSafeInteger(key) && Math.abs(key as number) < 2 ** 31
  if (type === 'bigint') return Number.isSafeInteger(key)
  if (typeof key !== 'string') return false
  return type === 'uuid'
    ? /^[0-9a-f-]{36}$/.test(key)
    : key.length <= 500 && !key.includes('\u0000') && key.isWellFormed()
}
