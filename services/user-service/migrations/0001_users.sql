create table account (
  id uuid primary key,
  kind text not null check (kind in ('guest', 'registered')),
  -- As its owner writes it; `email_key` is the same address whatever its case, and there is one account for it.
  email text,
  email_key text unique,
  password_hash text,
  name text,
  language text,
  roles text[] not null default '{shopper}' check (cardinality(roles) between 1 and 2 and roles <@ '{shopper,admin}'),
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  constraint account_credentials check (
    (kind = 'registered') = (email is not null and email_key is not null and password_hash is not null)
    and (kind = 'registered' or (email is null and email_key is null and password_hash is null))),
  constraint account_guest_is_no_admin check (kind = 'registered' or not 'admin' = any (roles))
);

-- A family of refresh tokens. `ended_at` before its time: signed out, password changed, or an old token was used again.
create table session (
  id uuid primary key,
  user_id uuid not null references account (id) on delete cascade,
  began_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  check ((ended_at is null) = (ended_because is null))
);
create index session_of_user on session (user_id) where ended_at is null;
create index session_end on session (ends_at);

-- Only hashes: whoever reads this table cannot sign in with it.
create table refresh_token (
  hash bytea primary key check (length(hash) = 32),
  session_id uuid not null references session (id) on delete cascade,
  parent bytea,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_token_session on refresh_token (session_id);
create index refresh_token_parent on refresh_token (parent);

-- Wrong passwords by account, also for addresses that have none: both must look alike from outside.
create table sign_in_attempts (
  account_key bytea primary key check (length(account_key) = 32),
  wrong integer not null check (wrong > 0),
  began_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_attempts_age on sign_in_attempts (began_at);

-- Keys of the access tokens. `sealed` is the private key, encrypted.
create table signing_key (
  kid text primary key,
  public_jwk jsonb not null,
  sealed bytea not null,
  signs_from timestamptz not null
);

create table address (
  id uuid primary key,
  user_id uuid not null references account (id) on delete cascade,
  is_default boolean not null,
  address jsonb not null
);
create index address_user on address (user_id);
create unique index address_one_default on address (user_id) where is_default;
