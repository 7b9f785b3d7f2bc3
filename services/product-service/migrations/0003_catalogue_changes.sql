-- That something shoppers see has changed: one row for each transaction that changed it, whoever wrote. Rows are only added, and no two
-- transactions add the same, so that writers never wait for each other here.
create table catalogue_change (
  xid xid8 primary key default pg_current_xact_id()
);

create function note_catalogue_change() returns trigger language plpgsql as $$
begin
  -- A transaction without an id of its own has written nothing: the statement touched no row.
  if pg_current_xact_id_if_assigned() is not null then
    insert into catalogue_change default values on conflict do nothing;
  end if;
  return null;
end
$$;

do $$
declare
  seen text;
begin
  foreach seen in array array['product', 'handle_redirect', 'product_option', 'media', 'picture', 'variant', 'price', 'category',
    'product_category', 'featured', 'list_filter', 'swatch', 'listing', 'listing_variant', 'location'] loop
    execute format('create trigger catalogue_change after insert or update or delete or truncate on %I
      for each statement execute function note_catalogue_change()', seen);
  end loop;
end
$$;

-- Stock moves with every sale, and shoppers see it only when few are left: FEW_LEFT in availability.ts. Said as a condition, which costs a
-- sale nothing while there is enough. Beside another location the sum counts, which a row does not know.
create trigger catalogue_change after update on stock_level for each row
  when (old.on_hand - old.reserved <> new.on_hand - new.reserved
    and (least(old.on_hand - old.reserved, new.on_hand - new.reserved) <= 5 or new.location <> 'main'))
  execute function note_catalogue_change();
create trigger catalogue_change_levels after insert or delete or truncate on stock_level
  for each statement execute function note_catalogue_change();
