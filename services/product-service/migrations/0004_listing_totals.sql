-- A list's total and price range from an index alone: rows of listings hold whole cards.
create index listing_totals on listing (published_at) include (price_from, price_to) where visible;
