-- A card as the provider remembers it: never its number.
create table card_token (
  token text primary key,
  brand text not null,
  last4 text not null check (last4 ~ '^[0-9]{4}$'),
  behaviour text not null,
  created_at timestamptz not null
);
create index card_token_age on card_token (created_at);

create table charge (
  id uuid primary key,
  key text not null unique,
  token text not null,
  brand text not null,
  last4 text not null,
  behaviour text not null,
  state text not null check (state in ('requires-action', 'authorised', 'declined', 'captured', 'voided', 'expired')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  return_url text,
  decline_code text,
  authorised bigint not null default 0 check (authorised in (0, amount)),
  captured bigint not null default 0 check (captured between 0 and authorised),
  refunded bigint not null default 0 check (refunded between 0 and captured),
  sequence integer not null,
  expires_at timestamptz,
  created_at timestamptz not null,
  check (captured = 0 or state = 'captured')
);
create index charge_expiring on charge (expires_at) where state = 'requires-action';

-- Keys that were voided before they were charged: they can never be charged.
create table barred_key (
  key text primary key,
  at timestamptz not null
);

-- The independent witness: what was moved, for ever.
create table movement (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  charge_id uuid not null references charge,
  key text not null,
  kind text not null check (kind in ('authorise', 'capture', 'void', 'refund')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  refund_key text unique,
  at timestamptz not null,
  check ((kind = 'refund') = (refund_key is not null))
);
create unique index movement_once on movement (charge_id, kind) where kind <> 'refund';
create index movement_of_key on movement (key, seq);

create function movement_is_for_ever() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only';
end $$;
create trigger movement_is_for_ever before update or delete on movement
  for each row execute function movement_is_for_ever();

-- Webhooks on their way, written in the transaction of the change they tell of.
create table delivery (
  seq bigint generated always as identity primary key,
  event_id uuid not null,
  body text not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  last_error text
);
create index delivery_due on delivery (due_at);
