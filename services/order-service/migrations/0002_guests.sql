-- Who placed an order as a guest and then signed in to an account that was there before: the order belongs to the account.
alter table shop_order add column guest_id uuid;
