create table cart (
  user_id uuid primary key,
  version integer not null default 0 check (version >= 0),
  updated_at timestamptz,
  -- Ids of the last changes: what was applied is not applied again when a request or an event comes twice.
  applied uuid[] not null default '{}' check (cardinality(applied) <= 64)
);

create table cart_line (
  item_id uuid not null,
  user_id uuid not null references cart (user_id) on delete cascade,
  variant_id uuid not null,
  quantity integer not null check (quantity between 1 and 999),
  note text,
  price_seen_amount bigint not null check (price_seen_amount >= 0),
  price_seen_currency text not null check (price_seen_currency ~ '^[A-Z]{3}$'),
  added_at timestamptz not null,
  primary key (user_id, item_id)
);
-- The same variant with the same note is one line. Hashed, since a note may be longer than an index can hold.
create unique index cart_line_once on cart_line (user_id, variant_id, md5(note)) nulls not distinct;
