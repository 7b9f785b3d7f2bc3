import { freshDatabase, tell } from './databases.ts'
import type { Mall } from './mall.ts'
import { begin } from './process.ts'

export interface SizedCatalogue {
  readonly address: string
  /** Something that shoppers see changes. */
  change(): Promise<unknown>
  close(): Promise<void>
}

const DATABASE = 'bench_catalogue'
const SERVICE = 'product-service'
/**
 * From memory every catalogue is equally quick: with so little of it nearly every page is looked up, and only totals are known. Less, and the
 * pages of all connections push these out at once.
 */
const ROOM_FOR_TEN_PAGES = '500000'

/** product-service alone, with production settings, on a catalogue of `products` × 4 variants in a database of its own. */
export async function openSizedCatalogue(
  { superuserUrl, environments }: Mall,
  products: number,
  say: (text: string) => void,
): Promise<SizedCatalogue> {
  const settings = environments[SERVICE]!
  const url = await freshDatabase(superuserUrl, DATABASE, settings['DATABASE_URL']!)
  const own = {
    DATABASE_URL: url,
    APP_PORT: '0',
    BUS: 'memory',
    LOG_FILE: `${settings['LOG_FILE']}.${DATABASE}`,
    ANSWERS_BYTES_MAX: ROOM_FOR_TEN_PAGES,
  }
  const { line: address, stop } = await begin(SERVICE, { env: { ...settings, ...own } })
  try {
    for (const statement of [...fillStatements(products), 'vacuum analyze']) {
      say(statement.split(' (', 1)[0]!)
      await tell(url, statement)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    address,
    change: () => tell(url, `update product set updated_at = now() where handle = 'thing-1'`),
    async close() {
      await stop()
      await tell(superuserUrl, `drop database ${DATABASE} with (force)`)
    },
  }
}

/** Ids that sort as they were made, as those of the service do. */
const id = (kind: string, number: string) => `('01900000-0000-7000-${kind}-' || lpad(to_hex(${number}), 12, '0'))::uuid`
const productId = id('8000', 'i')
const variantId = id('9000', 'i * 4 + v')
const publishedAt = `timestamptz '2026-01-01' - i * interval '1 second'`
/** Reduced first: a million times 7919 is no integer of PostgreSQL's. */
const amount = '1000 + (i % 9000 * 7919) % 9000'

/** What an import of so many products leaves behind, but for its stock ledger and its job. */
function fillStatements(products: number): string[] {
  const eachProduct = `generate_series(1, ${products}) i`
  const eachVariant = `${eachProduct} cross join generate_series(0, 3) v`
  return [
    `insert into product (id, handle, handle_key, title, description_source, description_html, vendor, type, tags, status, published_at, created_at, updated_at)
     select ${productId}, 'thing-' || i, 'thing-' || i, 'Thing ' || i, ${about}, ${about}, 'Maker ' || i % 20, 'Type ' || i % 8, '{bench}', 'active',
       ${publishedAt}, ${publishedAt}, ${publishedAt} from ${eachProduct}`,
    `insert into product_option (product_id, position, name) select ${productId}, 1, 'Size' from ${eachProduct}`,
    `insert into variant (id, product_id, position, option_values, sku, grams)
     select ${variantId}, ${productId}, v + 1, array['Size ' || v], 'SKU-' || i || '-' || v, 300 from ${eachVariant}`,
    `insert into price (id, variant_id, currency, amount, valid_from)
     select ${id('a000', 'i * 4 + v')}, ${variantId}, 'EUR', ${amount} + v * 100, ${publishedAt} from ${eachVariant}`,
    `insert into stock_level (variant_id, location, on_hand, oversell) select ${variantId}, 'main', 1000000, false from ${eachVariant}`,
    `insert into listing (product_id, handle_key, visible, published_at, newest, title_key, vendor, type, tags, options, category_ids,
       price_from, price_to, in_stock, words, card)
     select ${productId}, 'thing-' || i, true, ${publishedAt}, -(extract(epoch from ${publishedAt}) * 1000)::bigint, 'thing ' || i,
       'Maker ' || i % 20, 'Type ' || i % 8, '{bench}', '{Size:Size 0,Size:Size 1,Size:Size 2,Size:Size 3}', '{}', ${amount}, ${amount} + 300, true,
       array_to_tsvector(array['thing', i::text, 'maker', 'type', 'size', 'bench', 'table', 'hours', 'between']), ${card} from ${eachProduct}`,
    `insert into listing_variant (variant_id, product_id, options, amount, in_stock)
     select ${variantId}, ${productId}, array['Size:Size ' || v], ${amount} + v * 100, true from ${eachVariant}`,
  ]
}

const about = `'<p>' || repeat('A thing for the table and the hours between. ', 6) || '</p>'`
const card = `jsonb_build_object('id', ${productId}, 'handle', 'thing-' || i, 'title', 'Thing ' || i, 'vendor', 'Maker ' || i % 20,
  'price', jsonb_build_object('from', jsonb_build_object('amount', ${amount}, 'currency', 'EUR'),
    'to', jsonb_build_object('amount', ${amount} + 300, 'currency', 'EUR')),
  'availability', jsonb_build_object('state', 'in-stock'),
  'options', jsonb_build_array(jsonb_build_object('name', 'Size', 'values', jsonb_build_array('Size 0', 'Size 1', 'Size 2', 'Size 3'))))`
