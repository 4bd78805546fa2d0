-- Which likes and votes are in the log: event id -> position. The id is a function of (actor, idempotency key), so a repeat of
-- such a command is recognised however late it comes, without reading the person's whole history.
create table reaction (
    id uuid primary key,
    position bigint not null
);
