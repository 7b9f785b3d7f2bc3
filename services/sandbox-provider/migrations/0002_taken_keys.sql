-- Charges and bars take their key in one place, so that of both at once only one gets it, without a lock around them.
-- A key that is taken and has no charge is barred: it can never be charged.
alter table barred_key rename to taken_key;
alter index barred_key_pkey rename to taken_key_pkey;
insert into taken_key (key, at) select key, created_at from charge on conflict do nothing;
