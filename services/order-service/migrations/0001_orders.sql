-- What was quoted, for as long as the shopper may think about it.
create table quote (
  id uuid primary key,
  owner_id uuid not null,
  body jsonb not null,
  expires_at timestamptz not null
);
create index quote_age on quote (expires_at);

-- An order is its snapshot, which never changes, and the states its saga moves through.
create table shop_order (
  id uuid primary key,
  owner_id uuid not null,
  -- Of the snapshot, beside it for lists: things ordered and the first pictures.
  item_count integer not null check (item_count > 0),
  pictures jsonb not null,
  snapshot jsonb not null,
  placed_at timestamptz not null,

  state text not null check (state in ('pending', 'confirmed', 'closed', 'failed', 'cancelled')),
  payment_status text not null
    check (payment_status in ('none', 'requires-action', 'authorised', 'captured', 'partly-refunded', 'refunded', 'voided', 'failed')),
  fulfilment_status text not null default 'unfulfilled'
    check (fulfilment_status in ('unfulfilled', 'partly-shipped', 'shipped', 'delivered', 'partly-returned', 'returned')),
  saga text not null
    check (saga in ('placed', 'reserved', 'waiting', 'authorised', 'confirmed', 'captured', 'committed',
                    'failing', 'voided', 'failed', 'cancelling', 'repaid', 'cancelled')),
  stock_taken boolean not null default false,
  number_position bigint unique,
  number text unique,
  confirmed_at timestamptz,
  card jsonb not null default '{}',
  next_action_url text,
  pay_before timestamptz,
  payment_token text,
  return_url text,
  refund_id uuid not null,
  failure jsonb,
  on_hold boolean not null default false,
  timeline jsonb not null,
  version integer not null default 1,

  attempts integer not null default 0,
  next_try_at timestamptz,
  lease_until timestamptz,
  last_error text,

  -- A number from confirmation on, and never before.
  check ((number is null) = (state in ('pending', 'failed'))),
  check ((number is null) = (confirmed_at is null)),
  check ((number is null) = (number_position is null))
)
-- An order is updated some six times on its way: room beside it keeps the updates off the indexes.
with (fillfactor = 60);
create index shop_order_of_owner on shop_order (owner_id, id desc);
create index shop_order_by_state on shop_order (state, id desc);
create index shop_order_due on shop_order (next_try_at) where next_try_at is not null;

-- Its only row is locked until the order that took a number is stored: no gap, also when that fails.
create table order_counter (
  is_only boolean primary key default true check (is_only),
  last bigint not null
);
