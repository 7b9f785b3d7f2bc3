import type { Database } from '@mallhive/chassis'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'

type Json = JSONColumnType<Record<string, unknown>>
type Defaulted<T> = ColumnType<T, T | undefined, T>

/** A connection or a transaction: what reads and writes. */
export type Db = Database<ProductTables>['read']

/** What migrations/ made, as Kysely sees it. */
export interface ProductTables {
  product: {
    id: string
    handle: string
    handle_key: string
    title: string
    description_source: string
    description_html: string
    vendor: string | null
    type: string | null
    tags: string[]
    status: 'draft' | 'active' | 'archived'
    published_at: Date | null
    seo_title: string | null
    seo_description: string | null
    extra: Json
    import_hash: string | null
    version: Generated<number>
    created_at: Date
    updated_at: Date
  }
  handle_redirect: { handle_key: string; product_id: string; created_at: Date }
  product_option: { product_id: string; position: number; name: string; extra: Json }
  media: {
    id: string
    source: string
    state: Defaulted<'wanted' | 'copied' | 'missing'>
    hash: string | null
    width: number | null
    height: number | null
    widths: Defaulted<number[]>
    reason: string | null
    attempts: Defaulted<number>
    next_attempt_at: Date | null
    updated_at: Date
  }
  picture: { id: string; product_id: string; position: number; alt: string; media_id: string; extra: Json }
  variant: {
    id: string
    product_id: string
    position: number
    option_values: string[]
    sku: string | null
    barcode: string | null
    grams: number | null
    requires_shipping: boolean
    tax_class: 'standard' | 'reduced' | 'zero'
    tracked: boolean
    sold_out_policy: 'deny' | 'continue'
    picture_id: string | null
    extra: Json
  }
  price: {
    id: string
    variant_id: string
    price_list: Defaulted<string>
    currency: string
    amount: number
    compare_at: number | null
    valid_from: Date
    valid_to: Date | null
  }
  category: {
    id: string
    handle: string
    handle_key: string
    title: string
    description: string | null
    parent_id: string | null
    position: number
    rule_types: string[]
    rule_tags: string[]
    picture_media: string | null
    picture_alt: string | null
  }
  product_category: { product_id: string; category_id: string; added_by: 'hand' | 'rule' }
  featured: { product_id: string; position: number }
  list_filter: { source: string; label: string; display: 'list' | 'swatch' | 'range'; position: number }
  swatch: { name_key: string; name: string; paint: string }
  listing: {
    product_id: string
    handle_key: string
    visible: boolean
    published_at: Date | null
    newest: number
    featured: number
    title_key: string
    vendor: string | null
    type: string | null
    tags: string[]
    options: string[]
    category_ids: string[]
    price_from: number
    price_to: number
    in_stock: boolean
    words: string
    card: Json
  }
  listing_variant: { variant_id: string; product_id: string; options: string[]; amount: number; in_stock: boolean }
  location: { name: string; position: number }
  stock_level: {
    variant_id: string
    location: string
    on_hand: number
    reserved: Defaulted<number>
    oversell: boolean
  }
  stock_ledger: {
    seq: Generated<number>
    id: string
    variant_id: string
    location: string
    reason: 'import' | 'adjust' | 'reserve' | 'commit' | 'release' | 'expire' | 'return'
    on_hand_by: number
    reserved_by: number
    order_id: string | null
    actor: string
    note: string | null
    at: Date
  }
  reservation: {
    order_id: string
    state: 'held' | 'committed' | 'released' | 'expired' | 'restocked'
    expires_at: Date | null
    created_at: Date
    updated_at: Date
  }
  reservation_line: { order_id: string; variant_id: string; location: string; quantity: number; counted: boolean }
  import_job: {
    id: string
    name: string
    dry_run: boolean
    state: 'waiting' | 'running' | 'done' | 'failed'
    actor: string
    file: string | null
    bytes: Defaulted<number>
    bytes_done: Defaulted<number>
    created: Defaulted<number>
    updated: Defaulted<number>
    unchanged: Defaulted<number>
    rejected: Defaulted<number>
    variants: Defaulted<number>
    images: Defaulted<number>
    stock: Defaulted<number>
    errors: Defaulted<number>
    warnings: Defaulted<number>
    failure: string | null
    progress: Json
    lease_until: Date | null
    started_at: Date
    finished_at: Date | null
  }
  import_problem: {
    job_id: string
    seq: Generated<number>
    line: number
    column_name: string | null
    handle: string | null
    severity: 'error' | 'warning'
    code: string
    message: string
  }
}
