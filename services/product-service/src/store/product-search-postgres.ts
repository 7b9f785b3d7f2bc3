import { fail, ok, type Result } from '@mallhive/kernel'
import { sql, type RawBuilder } from 'kysely'
import type { ProductCard } from '../../contract/product.ts'
import type { ProductPage } from '../../contract/search.ts'
import { fold, queryWords, searchQuery } from '../domain/fold.ts'
import { handleKeyOf } from '../domain/listing.ts'
import type { KeptAnswers } from '../kept/kept-answers.ts'
import type { ProductSearch, SearchError, SearchQuery } from '../search/product-search.ts'
import { conditionsOf, productFits, type Conditions, type Without } from './search-conditions.ts'
import { countFacets, facetDefinitions } from './search-facets.ts'
import { behind, cursorOf, orderOf, type Order } from './search-order.ts'
import type { Db } from './tables.ts'

/** How much of a misspelt text must be found in a title: 0 none, 1 all of it. */
const SIMILAR_ENOUGH = 0.5

/**
 * Lists, counts and text by PostgreSQL: well up to some ten thousand products. A page takes one statement for its cards, one for total and
 * price range, and with facets three more; a category and a text one each. What is counted is the same for every page and order of a list: with
 * `kept` it is counted once until the catalogue changes, and a further page is one look at an index whatever the catalogue's size.
 */
export function postgresSearch(db: Db, { currency, kept }: SearchParts): ProductSearch {
  const similar = once(() => hasTrigrams(db))
  const summary = async (key: unknown, make: () => Promise<Summary>) =>
    kept ? (await kept.answer(['summary', key], async () => ({ status: 200, body: await make() }))).body : make()
  return {
    async find(query) {
      const category = await categoryId(db, query.category)
      if (query.category !== undefined && category === undefined) return fail({ code: 'category.not_found' })
      const text = await textSearch(db, query.text, similar)
      const context = { now: query.now, text: text?.matches, categoryId: category }
      const conditions = (without?: Without) => conditionsOf(query, context, without)

      const page = await cards(db, query, orderOf(query.sort, text?.rank), productFits(conditions()))
      if (!page.ok) return page
      return ok({ ...page.value, ...(await summary(countedBy(query), () => summed(conditions, query.facets))) })
    },
  }

  async function summed(conditions: (without?: Without) => Conditions, withFacets: boolean): Promise<Summary> {
    const { total, min, max } = await totals(db, conditions(), conditions('price'))
    const facets = withFacets
      ? [...(await countFacets(db, await facetDefinitions(db, productFits(conditions())), conditions))]
      : undefined
    return {
      total,
      ...(facets && { facets }),
      ...(min !== null &&
        max !== null && { priceRange: { min: { amount: min, currency }, max: { amount: max, currency } } }),
    }
  }
}

/** All that counts depend on: neither the order nor the page. */
function countedBy(query: SearchQuery) {
  const { text, category, options, vendors, types, tags, priceMin, priceMax, available, facets } = query
  return { text, category, options, vendors, types, tags, priceMin, priceMax, available, facets }
}

export interface SearchParts {
  readonly currency: string
  readonly kept?: KeptAnswers
}
type Summary = Omit<ProductPage, 'items' | 'nextCursor'>

interface Totals {
  readonly total: number
  readonly min: number | null
  readonly max: number | null
}

/** How many fit, and what they would cost at least and at most whatever price is asked for. */
async function totals(db: Db, all: Conditions, anyPrice: Conditions): Promise<Totals> {
  const isPlain = all.variants.length === 0
  const { rows } = await (isPlain
    ? sql<Totals>`
        select count(*)::integer as total, min(l.price_from) as min, max(l.price_to) as max from listing l where ${productFits(all)}`
    : sql<Totals>`
        select (select count(*)::integer from listing l where ${productFits(all)}) as total, min(v.amount) as min, max(v.amount) as max
        from listing l join listing_variant v on ${pricesOf(anyPrice.variants)}
        where ${sql.join([...anyPrice.products], sql` and `)}`
  ).execute(db)
  return rows[0]!
}

const pricesOf = (variants: readonly RawBuilder<unknown>[]) =>
  sql.join([sql`v.product_id = l.product_id`, ...variants], sql` and `)

async function cards(
  db: Db,
  { from, limit }: SearchQuery,
  order: Order,
  fits: RawBuilder<unknown>,
): Promise<Result<Pick<ProductPage, 'items' | 'nextCursor'>, SearchError>> {
  const after = 'cursor' in from ? behind(order, from.cursor) : sql`true`
  if (!after) return fail({ code: 'cursor.invalid' })
  const offset = 'page' in from ? (from.page - 1) * limit : 0
  const keys = sql.join(order.columns.map(({ expression }) => expression))
  const { rows } = await sql<{ card: ProductCard; keys: (string | number)[] }>`
    select l.card, json_build_array(${keys}) as keys from listing l
    where ${fits} and ${after} order by ${keys} limit ${limit + 1} offset ${offset}`.execute(db)
  const items = rows.slice(0, limit)
  const next = rows.length > limit ? cursorOf(order, items.at(-1)!.keys) : undefined
  return ok({ items: items.map(({ card }) => card), ...(next !== undefined && { nextCursor: next }) })
}

async function categoryId(db: Db, handle: string | undefined): Promise<string | undefined> {
  if (handle === undefined) return undefined
  const row = await db
    .selectFrom('category')
    .select('id')
    .where('handle_key', '=', handleKeyOf(handle))
    .executeTakeFirst()
  return row?.id
}

interface TextSearch {
  readonly matches: RawBuilder<unknown>
  /** The smaller, the better; none where nothing is found. */
  readonly rank?: RawBuilder<unknown>
}

/** All words, the last as a beginning; when nothing has them all, titles that look alike. A text without a word finds nothing. */
async function textSearch(
  db: Db,
  text: string | undefined,
  similar: () => Promise<boolean>,
): Promise<TextSearch | undefined> {
  if (text === undefined || text.trim() === '') return undefined
  const words = queryWords(text)
  if (words.length === 0) return { matches: sql`false` }
  const query = sql`${searchQuery(words)}::tsquery`
  const exact = {
    matches: sql`l.words @@ ${query}`,
    rank: sql`(-1000000 * ts_rank('{0.1, 0.2, 0.5, 1.0}', l.words, ${query}))::integer`,
  }
  const { rows } = await sql`select 1 from listing l where l.visible and ${exact.matches} limit 1`.execute(db)
  if (rows.length > 0 || !(await similar())) return exact
  const looked = sql`word_similarity(${fold(text)}, l.title_key)`
  return { matches: sql`${looked} >= ${SIMILAR_ENOUGH}::real`, rank: sql`(-1000000 * ${looked})::integer` }
}

async function hasTrigrams(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_extension where extname = 'pg_trgm'`.execute(db)
  return rows.length > 0
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: T } | undefined
  return async () => (known ??= { value: await work() }).value
}
