-- What colours look like that options name, by their folded names: the merchant's own before the common ones.
create table swatch (
  name_key text primary key,
  name text not null,
  paint text not null check (paint ~ '^#[0-9a-fA-F]{6}$')
);
