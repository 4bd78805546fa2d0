-- How far somebody has read: theirs alone, and too often moved to be a fact in the log.
create table account.mark (
  person   uuid not null references account.person (id) on delete cascade,
  -- a conversation
  place    uuid not null,
  -- a position; it only grows
  up_to    bigint not null,
  moved_at timestamptz not null default now(),
  primary key (person, place)
);
