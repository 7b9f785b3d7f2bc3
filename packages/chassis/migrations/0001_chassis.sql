-- What every service's database holds besides its own tables.

create table outbox (
  seq bigint generated always as identity primary key,
  id uuid not null,
  envelope jsonb not null
);

-- What a consumer has handled, written in the transaction of its effect: twice delivered is once done.
create table inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_age on inbox (handled_at);

-- Events whose handling failed wait here for their next attempt; `dead` ones wait for a person.
create table parked_event (
  consumer text not null,
  event_id uuid not null,
  key text not null,
  envelope jsonb not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  error text not null,
  dead boolean not null default false,
  parked_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index parked_event_due on parked_event (next_attempt_at) where not dead;
create index parked_event_key on parked_event (consumer, key) where not dead;

-- One row a use of an Idempotency-Key. `thing_id` names what the request makes, also when it is run again after a crash.
create table idempotency_key (
  scope text not null,
  key text not null,
  operation text not null,
  request_hash text not null,
  thing_id uuid not null,
  lease_until timestamptz not null,
  status integer,
  -- json, not jsonb: a repeat answers the very same bytes.
  reply json,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Who does a thing that only one process should do at a time.
create table lease (
  name text primary key,
  holder uuid not null,
  held_until timestamptz not null
);
