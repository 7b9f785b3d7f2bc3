-- What was done about each event: a second time would be a second row.
create table effect (
  id bigint generated always as identity primary key,
  consumer text not null,
  key text not null,
  n integer not null
);
create index effect_of_key on effect (consumer, key, id);
