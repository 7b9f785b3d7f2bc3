-- A cart changes often, and its indexed columns never: with room on its page the new version needs no new index entries.
alter table cart set (fillfactor = 60);
alter table cart_line set (fillfactor = 80);
