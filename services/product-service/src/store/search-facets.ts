import { sql, type RawBuilder } from 'kysely'
import type { Facet } from '../../contract/search.ts'
import { commonPaint, defaultFacets, optionName, type FacetDefinition, type FacetSource } from '../domain/facets.ts'
import { fold } from '../domain/fold.ts'
import { productFits, type Conditions, type Without } from './search-conditions.ts'
import type { Db } from './tables.ts'

/** More values than this are not shown; those that most products have come first. */
const VALUES_MAX = 100
const LABELS: Readonly<Record<string, string>> = { true: 'In stock' }

interface Counted {
  readonly source: FacetSource
  readonly value: string
  readonly count: number
}

/** What the merchant chose to offer, else what the products that fit have in common. */
export async function facetDefinitions(db: Db, fits: RawBuilder<unknown>): Promise<readonly FacetDefinition[]> {
  const chosen = await db.selectFrom('list_filter').select(['source', 'label', 'display']).orderBy('position').execute()
  if (chosen.length > 0) return chosen as FacetDefinition[]
  const { rows } = await sql<{ name: string }>`
    select o.name from product_option o join listing l on l.product_id = o.product_id where ${fits}
    group by o.name order by count(*) desc, o.name collate "C" limit 6`.execute(db)
  return defaultFacets(rows.map(({ name }) => name))
}

/** Counts all values of all facets in one statement. `conditions` answers what narrows the list without one facet's own selection. */
export async function countFacets(
  db: Db,
  definitions: readonly FacetDefinition[],
  conditions: (without: Without) => Conditions,
): Promise<readonly Facet[]> {
  const paint = await painter(db, definitions)
  const counted = definitions.filter(({ source }) => source !== 'price')
  if (counted.length === 0) return definitions.map((definition) => facetOf(definition, [], paint))
  const counts = counted.map(
    ({ source }) =>
      sql`(select ${source} as source, value, count from (${countOf(source, conditions(source))}) each order by count desc, value collate "C" limit ${VALUES_MAX})`,
  )
  const { rows } = await sql<Counted>`${sql.join(counts, sql` union all `)}`.execute(db)
  return definitions.map((definition) =>
    facetOf(
      definition,
      rows.filter(({ source }) => source === definition.source),
      paint,
    ),
  )
}

/** How many products would fit if the facet's selection were exactly this value, for each value. */
function countOf(source: FacetSource, { products, variants }: Conditions): RawBuilder<unknown> {
  const option = optionName(source)
  const own = sql.join([...products], sql` and `)
  // With nothing asked of one and the same variant, the product's own row knows what its variants have.
  if (variants.length === 0 && option !== undefined)
    return sql`
      select substr(term, ${option.length + 2}) as value, count(*)::integer as count
      from listing l cross join unnest(l.options) term where ${own} and starts_with(term, ${`${option}:`}) group by term`
  if (variants.length === 0 && source === 'availability')
    return sql`select 'true' as value, count(*)::integer as count from listing l where ${own} and l.in_stock having count(*) > 0`
  const ofVariant = sql.join([sql`v.product_id = l.product_id`, ...variants], sql` and `)
  if (option !== undefined)
    return sql`
      select substr(term, ${option.length + 2}) as value, count(distinct l.product_id)::integer as count
      from listing l join listing_variant v on ${ofVariant} cross join unnest(v.options) term
      where ${own} and starts_with(term, ${`${option}:`}) group by term`
  if (source === 'availability')
    return sql`
      select 'true' as value, count(distinct l.product_id)::integer as count
      from listing l join listing_variant v on ${ofVariant} where ${own} and v.in_stock having count(*) > 0`
  const fits = productFits({ products, variants })
  if (source === 'tag')
    return sql`select tag as value, count(*)::integer as count from listing l cross join unnest(l.tags) tag where ${fits} group by tag`
  const column = sql.ref(`l.${source}`)
  return sql`select ${column} as value, count(*)::integer as count from listing l where ${fits} and ${column} is not null group by ${column}`
}

function facetOf(
  { source, label, display }: FacetDefinition,
  counts: readonly Counted[],
  paint: (name: string) => string | undefined,
): Facet {
  return {
    key: source === 'availability' ? 'available' : source,
    label,
    display,
    values: counts.map(({ value, count }) => {
      const swatch = display === 'swatch' ? paint(value) : undefined
      return {
        value,
        label: (source === 'availability' && LABELS[value]) || value,
        count,
        ...(swatch !== undefined && { swatch }),
      }
    }),
  }
}

/** Looks up what colours look like, when any facet shows it: the merchant's own before the common ones. */
async function painter(db: Db, definitions: readonly FacetDefinition[]): Promise<(name: string) => string | undefined> {
  if (!definitions.some(({ display }) => display === 'swatch')) return () => undefined
  const rows = await db.selectFrom('swatch').select(['name_key', 'paint']).execute()
  const own = new Map(rows.map(({ name_key, paint }) => [name_key, paint]))
  return (name) => own.get(fold(name)) ?? commonPaint(name)
}
