-- All that an order needs, if one database held everything.
create table stock (
  sku text primary key,
  title text not null,
  price bigint not null,
  on_hand integer not null,
  reserved integer not null default 0,
  check (reserved between 0 and on_hand)
) with (fillfactor = 50);
create table reservation (
  order_id uuid primary key,
  state text not null,
  skus text[] not null,
  quantities integer[] not null
);
create table shop_order (
  id uuid primary key,
  owner text not null,
  key text not null,
  state text not null,
  total bigint not null,
  body jsonb not null,
  unique (owner, key)
);
create table order_line (
  order_id uuid not null,
  position integer not null,
  sku text not null,
  quantity integer not null,
  price bigint not null,
  primary key (order_id, position)
);
create table stock_ledger (
  seq bigint generated always as identity primary key,
  sku text not null,
  order_id uuid not null,
  change integer not null,
  reason text not null
);
create table outbox (
  seq bigint generated always as identity primary key,
  type text not null,
  subject uuid not null,
  data jsonb not null
);
insert into stock (sku, title, price, on_hand)
select 'sku-' || i, 'Thing ' || i, 1000 + i % 9000, 1000000000 from generate_series(1, 4000) i;
analyze stock;
