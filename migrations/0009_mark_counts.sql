-- How many messages of the conversation there were up to the marker, so that what is unread after it is a difference. The numbers
-- are those of one table of the read models and of no other: a rebuild may count without what was erased.
alter table account.mark
  add column counted    bigint,
  add column counted_in oid;
