-- A picture of the merchant's own for a category; without one a product's picture stands for it.
alter table category
  add column picture_media uuid references media,
  add column picture_alt text;
create index category_picture on category (picture_media) where picture_media is not null;
