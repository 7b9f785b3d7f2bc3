-- One order has one payment. `step` is what was decided and not heard of yet: it is stored before the provider is asked.
create table payment (
  order_id uuid primary key,
  state text not null check (state in ('created', 'requires-action', 'authorised', 'captured', 'voided', 'failed', 'expired')),
  step text check (step in ('authorise', 'capture', 'void')),
  amount bigint check (amount >= 0),
  currency text,
  token text,
  return_url text,
  authorised bigint not null default 0 check (authorised = 0 or authorised = amount),
  captured bigint not null default 0 check (captured between 0 and authorised),
  refunded bigint not null default 0 check (refunded between 0 and captured),
  brand text,
  last4 text,
  action_url text,
  failure_code text,
  provider_id text,
  -- How new the provider's picture of the charge is that we have: an older one changes nothing.
  sequence integer not null default 0,
  attempts integer not null default 0,
  -- When the provider is to be asked again, unless somebody has heard of it by then.
  ask_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Only a payment that was voided before it began has no amount and no card.
  check (state = 'voided' or step = 'void' or (amount is not null and currency is not null and token is not null))
);
create index payment_to_ask on payment (ask_at) where ask_at is not null;

create table refund (
  id uuid primary key,
  order_id uuid not null references payment,
  amount bigint not null check (amount >= 0),
  state text not null check (state in ('asked', 'done', 'refused')),
  created_at timestamptz not null
);
create index refund_of_order on refund (order_id);

-- What the provider did, as far as we know; the provider's own ledger is the witness.
create table movement (
  id uuid primary key,
  order_id uuid not null references payment,
  kind text not null check (kind in ('authorise', 'capture', 'void', 'refund')),
  amount bigint not null check (amount >= 0),
  provider_id text not null,
  -- The key the provider was asked with: the order's id, or the refund's.
  key text not null,
  at timestamptz not null,
  unique (order_id, kind, key)
);

-- Webhooks as they came, before anything is done about them.
create table webhook (
  id uuid primary key,
  raw text not null,
  received_at timestamptz not null,
  attempts integer not null default 0,
  due_at timestamptz,
  handled_at timestamptz,
  outcome text
);
create index webhook_due on webhook (due_at) where due_at is not null;
create index webhook_age on webhook (received_at);
