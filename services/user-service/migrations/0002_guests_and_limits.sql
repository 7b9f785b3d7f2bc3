-- How often something was done from one network (an IPv4 address, or 64 bits of an IPv6 address), in a window that begins with the first time.
create table network_use (
  purpose text not null check (purpose in ('guest', 'registration', 'sign-in')),
  network text not null,
  uses integer not null check (uses >= 0),
  began_at timestamptz not null,
  primary key (purpose, network)
);

-- Sessions go with their last token, and guests with their last session: found by the age of tokens, which stand in its order.
create index refresh_token_expiry on refresh_token using brin (expires_at);
drop index session_end;
-- An account that goes takes ended sessions along too.
create index session_of_account on session (user_id);
drop index session_of_user;
-- The first token of a session has no parent.
create index refresh_token_child on refresh_token (parent) where parent is not null;
drop index refresh_token_parent;

-- What was left without tokens before, when sessions were swept by their own age.
delete from session where not exists (select from refresh_token where session_id = session.id);
delete from account
where kind = 'guest' and created_at < now() - interval '60 days' and not exists (select from session where user_id = account.id);
