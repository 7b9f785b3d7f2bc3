-- One row a message: the key makes it unique, whatever comes twice.
create table message (
  id uuid primary key,
  key text not null unique,
  template text not null,
  template_version integer not null,
  recipient text not null,
  language text not null,
  subject text not null,
  -- What the template is filled with; forgotten some time after the message has left.
  data jsonb,
  state text not null check (state in ('queued', 'sent', 'failed', 'suppressed')),
  attempts integer not null default 0,
  last_error text,
  due_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz,
  check ((state = 'queued') = (due_at is not null)),
  check ((state = 'sent') = (sent_at is not null)),
  check (state <> 'queued' or data is not null)
);
create index message_due on message (due_at) where due_at is not null;
create index message_age on message (created_at) where data is not null;
