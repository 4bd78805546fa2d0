-- What presence keeps beyond Redis, which may be lost at any time.

-- How people want to be shown, over all their tabs. No row: online.
create table account.presence (
  person   uuid primary key references account.person (id) on delete cascade,
  choice   text not null check (choice in ('online', 'away', 'invisible')),
  -- counts the choices, so that the nodes agree on the last one in whatever order they hear of them
  revision bigint not null default 1
);

-- When people were last seen to leave. Of somebody invisible: when they became so.
create table account.seen (
  person uuid primary key references account.person (id) on delete cascade,
  at     timestamptz not null default now()
);
