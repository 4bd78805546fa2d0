-- Up to where somebody has seen their notifications: theirs alone, and too often moved to be a fact in the log.
create table account.notified (
  person   uuid primary key references account.person (id) on delete cascade,
  -- a position; it only grows
  up_to    bigint not null,
  moved_at timestamptz not null default now()
);
