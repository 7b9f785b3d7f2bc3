-- Catalogue. Keys that end in _key are folded by the code (lower case, without accents where said), so that they do not depend on the server's locale.

create table product (
  id uuid primary key,
  handle text not null,
  handle_key text not null unique,
  title text not null check (char_length(title) between 1 and 255),
  description_source text not null default '',
  description_html text not null default '',
  vendor text,
  type text,
  tags text[] not null default '{}',
  status text not null check (status in ('draft', 'active', 'archived')),
  published_at timestamptz,
  seo_title text,
  seo_description text,
  -- What an import brought that the shop does not use, so that the export gives it back.
  extra jsonb not null default '{}',
  -- Fingerprint of what the last import said of this product; null after a change by hand.
  import_hash text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Handles that products had before.
create table handle_redirect (
  handle_key text primary key,
  product_id uuid not null references product on delete cascade,
  created_at timestamptz not null
);
create index handle_redirect_product on handle_redirect (product_id);

create table product_option (
  product_id uuid not null references product on delete cascade,
  position integer not null check (position between 1 and 3),
  name text not null,
  extra jsonb not null default '{}',
  primary key (product_id, position)
);

-- A picture as it was found at an address; products share it. `hash` names the shop's own files: HASH-WIDTH.webp for each of `widths`.
create table media (
  id uuid primary key,
  source text not null,
  state text not null default 'wanted' check (state in ('wanted', 'copied', 'missing')),
  hash text check (hash ~ '^[0-9a-f]{8,64}$'),
  width integer,
  height integer,
  widths integer[] not null default '{}',
  reason text,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  updated_at timestamptz not null,
  check ((state = 'copied') = (hash is not null)),
  check (state <> 'missing' or reason is not null)
);
create unique index media_source on media (md5(source));
create index media_due on media (next_attempt_at) where state = 'wanted';
create index media_missing on media (id) where state = 'missing';

create table picture (
  id uuid primary key,
  product_id uuid not null references product on delete cascade,
  position integer not null,
  alt text not null default '',
  media_id uuid not null references media,
  extra jsonb not null default '{}',
  unique (product_id, position) deferrable initially deferred
);
create index picture_media on picture (media_id);

create table variant (
  id uuid primary key,
  product_id uuid not null references product on delete cascade,
  position integer not null,
  option_values text[] not null default '{}',
  sku text,
  barcode text,
  grams double precision check (grams >= 0),
  requires_shipping boolean not null default true,
  tax_class text not null default 'standard' check (tax_class in ('standard', 'reduced', 'zero')),
  tracked boolean not null default true,
  sold_out_policy text not null default 'deny' check (sold_out_policy in ('deny', 'continue')),
  picture_id uuid references picture on delete set null,
  extra jsonb not null default '{}',
  unique (product_id, position) deferrable initially deferred,
  unique (product_id, option_values) deferrable initially deferred
);
create index variant_sku on variant (sku) where sku is not null;
create index variant_picture on variant (picture_id) where picture_id is not null;

-- A price is never changed in place: a new row closes the old one.
create table price (
  id uuid primary key,
  variant_id uuid not null references variant on delete cascade,
  price_list text not null default 'default',
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount between 0 and 1000000000000),
  compare_at bigint check (compare_at between 0 and 1000000000000),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to >= valid_from)
);
create unique index price_current on price (variant_id, price_list) where valid_to is null;
create index price_history on price (variant_id, valid_from);

create table category (
  id uuid primary key,
  handle text not null,
  handle_key text not null unique,
  title text not null,
  description text,
  parent_id uuid references category,
  position integer not null default 0,
  -- Products of these types or with one of these tags belong to it by themselves.
  rule_types text[] not null default '{}',
  rule_tags text[] not null default '{}',
  check (parent_id <> id)
);
create index category_parent on category (parent_id);

create table product_category (
  product_id uuid not null references product on delete cascade,
  category_id uuid not null references category on delete cascade,
  added_by text not null check (added_by in ('hand', 'rule')),
  primary key (product_id, category_id, added_by)
);
create index product_category_category on product_category (category_id);

create table featured (
  product_id uuid primary key references product on delete cascade,
  position integer not null
);

-- What the list page offers to filter by. Without rows the service's own choice holds.
create table list_filter (
  source text primary key check (source in ('vendor', 'type', 'tag', 'price', 'availability') or source like 'option:_%'),
  label text not null,
  display text not null check (display in ('list', 'swatch', 'range')),
  position integer not null
);

-- All that lists need of a product in one row, written in the transaction of what changed.
create table listing (
  product_id uuid primary key references product on delete cascade,
  handle_key text not null,
  visible boolean not null,
  published_at timestamptz,
  -- Minus the milliseconds since 1970, so that every order of the list is ascending.
  newest bigint not null,
  featured integer not null default 2147483647,
  title_key text collate "C" not null,
  vendor text,
  type text,
  tags text[] not null,
  options text[] not null,
  category_ids uuid[] not null,
  price_from bigint not null,
  price_to bigint not null,
  in_stock boolean not null,
  words tsvector not null,
  card jsonb not null
);
create index listing_newest on listing (newest, product_id) where visible;
create index listing_featured on listing (featured, newest, product_id) where visible;
create index listing_price on listing (price_from, product_id) where visible;
create index listing_price_down on listing ((-price_from), product_id) where visible;
create index listing_title on listing (title_key, product_id) where visible;
create index listing_categories on listing using gin (category_ids);
create index listing_options on listing using gin (options);
create index listing_words on listing using gin (words);
create index listing_vendor on listing (vendor) where visible;
create index listing_type on listing (type) where visible;

-- Options, price and availability must hold for one and the same variant: "red in M, in stock".
create table listing_variant (
  variant_id uuid primary key,
  product_id uuid not null references listing on delete cascade,
  options text[] not null,
  amount bigint not null,
  in_stock boolean not null
);
create index listing_variant_product on listing_variant (product_id) include (amount, in_stock);

-- Words with typing mistakes are found by trigrams where the server has them; without, search is exact.
do $$
begin
  create extension if not exists pg_trgm;
  create index listing_title_trigrams on listing using gin (title_key gin_trgm_ops);
exception
  when insufficient_privilege or undefined_file or feature_not_supported then
    raise notice 'pg_trgm is not available: no search for words with typing mistakes';
end
$$;

-- Stock. Levels, ledger and reservations outlive the product, so that an order under way can still be ended.

create table location (
  name text primary key,
  -- Reservations take from the lowest first.
  position integer not null default 0
);
insert into location (name) values ('main');

create table stock_level (
  variant_id uuid not null,
  location text not null references location,
  on_hand integer not null,
  reserved integer not null default 0 check (reserved >= 0),
  -- True where more may be promised than there is: sold-out policy `continue`, or not tracked any more.
  oversell boolean not null,
  primary key (variant_id, location),
  -- The last line of defence against overselling. An import may bring a negative number; then nothing can be reserved.
  constraint stock_not_oversold check (oversell or reserved <= greatest(on_hand, 0))
) with (fillfactor = 70);

create table stock_ledger (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  variant_id uuid not null,
  location text not null,
  reason text not null check (reason in ('import', 'adjust', 'reserve', 'commit', 'release', 'expire', 'return')),
  on_hand_by integer not null,
  reserved_by integer not null,
  order_id uuid,
  actor text not null,
  note text,
  at timestamptz not null
);
create index stock_ledger_variant on stock_ledger (variant_id, seq);
create index stock_ledger_order on stock_ledger (order_id) where order_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only ever added to', tg_table_name;
end
$$;
create trigger stock_ledger_append_only before update or delete on stock_ledger for each row execute function refuse_change();

create table reservation (
  order_id uuid primary key,
  state text not null check (state in ('held', 'committed', 'released', 'expired', 'restocked')),
  expires_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((state = 'held') = (expires_at is not null))
);
create index reservation_due on reservation (expires_at) where state = 'held';

-- What is held of a variant at a location. `counted` is false for variants whose stock is not tracked.
create table reservation_line (
  order_id uuid not null references reservation on delete cascade,
  variant_id uuid not null,
  location text not null,
  quantity integer not null check (quantity > 0),
  counted boolean not null,
  primary key (order_id, variant_id, location)
);

-- Imports.

create table import_job (
  id uuid primary key,
  name text not null,
  dry_run boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  actor text not null,
  -- Name of the uploaded file in the data folder; null once it is gone.
  file text,
  bytes bigint not null default 0,
  bytes_done bigint not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  rejected integer not null default 0,
  variants integer not null default 0,
  images integer not null default 0,
  stock bigint not null default 0,
  errors integer not null default 0,
  warnings integer not null default 0,
  failure text,
  -- Where a run that was killed goes on, and what else the importer keeps.
  progress jsonb not null default '{}',
  lease_until timestamptz,
  started_at timestamptz not null,
  finished_at timestamptz
);
create index import_job_open on import_job (started_at) where state in ('waiting', 'running');

create table import_problem (
  job_id uuid not null references import_job on delete cascade,
  seq bigint generated always as identity,
  line integer not null,
  column_name text,
  handle text,
  severity text not null check (severity in ('error', 'warning')),
  code text not null,
  message text not null,
  primary key (job_id, line, seq)
);
