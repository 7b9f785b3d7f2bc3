import { sql, type RawBuilder } from 'kysely'
import type { Extra } from '../domain/product-content.ts'
import type { StoredPicture, StoredProduct, StoredVariant } from '../domain/stored-product.ts'
import type { Db } from './tables.ts'

interface Row {
  id: string
  handle: string
  title: string
  description_source: string
  description_html: string
  vendor: string | null
  type: string | null
  tags: string[]
  status: StoredProduct['status']
  published_at: Date | null
  seo_title: string | null
  seo_description: string | null
  extra: Extra
  import_hash: string | null
  version: number
  created_at: Date
  options: { name: string; extra: Extra }[]
  pictures: PictureRow[]
  variants: VariantRow[]
  categories: { id: string; handle: string; title: string }[]
}
interface PictureRow {
  id: string
  source: string
  alt: string
  extra: Extra
  hash: string | null
  width: number
  height: number
  widths: number[]
}
interface VariantRow {
  id: string
  option_values: string[]
  sku: string | null
  barcode: string | null
  grams: number | null
  requires_shipping: boolean
  tax_class: StoredVariant['taxClass']
  tracked: boolean
  sold_out_policy: StoredVariant['soldOutPolicy']
  picture: string | null
  extra: Extra
  currency: string
  amount: number
  compare_at: number | null
  on_hand: number
  reserved: number
}

const options = sql`
  select o.name, o.extra from product_option o where o.product_id = p.id order by o.position`
const pictures = sql`
  select i.id, m.source, i.alt, i.extra, m.hash, m.width, m.height, m.widths
  from picture i join media m on m.id = i.media_id where i.product_id = p.id order by i.position`
const variants = sql`
  select v.id, v.option_values, v.sku, v.barcode, v.grams, v.requires_shipping, v.tax_class, v.tracked, v.sold_out_policy, m.source as picture, v.extra,
    c.currency, c.amount, c.compare_at, coalesce(s.on_hand, 0) as on_hand, coalesce(s.reserved, 0) as reserved
  from variant v
  join price c on c.variant_id = v.id and c.price_list = 'default' and c.valid_to is null
  left join lateral (select sum(l.on_hand) as on_hand, sum(l.reserved) as reserved from stock_level l where l.variant_id = v.id) s on true
  left join picture i on i.id = v.picture_id left join media m on m.id = i.media_id
  where v.product_id = p.id order by v.position`
const categories = sql`
  select c.id, c.handle, c.title from category c
  where c.id in (select category_id from product_category where product_id = p.id) order by c.position, c.handle_key`

const rows = (query: RawBuilder<unknown>) => sql`coalesce((select json_agg(each) from (${query}) each), '[]')`

/** Whole products in the order of their ids, in one statement. `which` is a condition on `product p`. */
export async function loadProducts(db: Db, which: RawBuilder<unknown>): Promise<readonly StoredProduct[]> {
  const found = await sql<Row>`
    select p.*, ${rows(options)} as options, ${rows(pictures)} as pictures, ${rows(variants)} as variants, ${rows(categories)} as categories
    from product p where ${which} order by p.id`.execute(db)
  return found.rows.map(productOf)
}

export async function loadProduct(db: Db, id: string): Promise<StoredProduct | undefined> {
  const [product] = await loadProducts(db, sql`p.id = ${id}`)
  return product
}

function productOf(row: Row): StoredProduct {
  return {
    id: row.id,
    version: row.version,
    createdAt: row.created_at,
    handle: row.handle,
    title: row.title,
    description: { source: row.description_source, html: row.description_html },
    ...(row.vendor !== null && { vendor: row.vendor }),
    ...(row.type !== null && { type: row.type }),
    tags: row.tags,
    status: row.status,
    ...(row.published_at && { publishedAt: row.published_at }),
    seo: {
      ...(row.seo_title !== null && { title: row.seo_title }),
      ...(row.seo_description !== null && { description: row.seo_description }),
    },
    options: row.options,
    pictures: row.pictures.map(pictureOf),
    variants: row.variants.map(variantOf),
    categories: row.categories,
    extra: row.extra,
    ...(row.import_hash !== null && { importHash: row.import_hash }),
  }
}

const pictureOf = ({ id, source, alt, extra, hash, width, height, widths }: PictureRow): StoredPicture => ({
  id,
  source,
  alt,
  extra,
  ...(hash !== null && { copy: { hash, width, height, widths } }),
})

const variantOf = (row: VariantRow): StoredVariant => ({
  id: row.id,
  optionValues: row.option_values,
  ...(row.sku !== null && { sku: row.sku }),
  ...(row.barcode !== null && { barcode: row.barcode }),
  ...(row.grams !== null && { grams: row.grams }),
  requiresShipping: row.requires_shipping,
  taxClass: row.tax_class,
  tracked: row.tracked,
  soldOutPolicy: row.sold_out_policy,
  price: {
    currency: row.currency,
    amount: row.amount,
    ...(row.compare_at !== null && { compareAt: row.compare_at }),
  },
  ...(row.picture !== null && { picture: row.picture }),
  onHand: row.on_hand,
  reserved: row.reserved,
  extra: row.extra,
})
