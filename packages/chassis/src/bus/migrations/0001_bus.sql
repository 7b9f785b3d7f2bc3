-- The bus of the mall: a log that all services share, and how far each group has read.
create table message (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  type text not null,
  at timestamptz not null default now(),
  envelope jsonb not null,
  primary key (xid, seq)
);
create index message_at on message (at);

create table subscription (
  name text primary key,
  xid xid8 not null default '0',
  seq bigint not null default 0,
  holder uuid not null,
  held_until timestamptz not null
);
