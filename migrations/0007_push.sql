-- Followers of the log whose effects leave the instance. No rebuild moves their cursors.
create table account.follower (
  name        text primary key,
  -- the log it is a place in
  incarnation text not null,
  position    bigint not null
);

-- Browsers that want to be told what happens while nobody looks. One ends with the session it was made in.
create table account.push_subscription (
  -- a function of the endpoint
  id         uuid primary key,
  person     uuid not null references account.person (id) on delete cascade,
  session    uuid not null references account.session (id) on delete cascade,
  endpoint   text not null,
  -- the browser's public key and secret: only it can read what it is sent
  p256dh     bytea not null,
  auth       bytea not null,
  created_at timestamptz not null default now()
);
create index push_subscription_person on account.push_subscription (person);
create index push_subscription_session on account.push_subscription (session);

-- What is still to be pushed: no text, that is read when it is sent. Of one thing only the last.
create table account.push (
  subscription uuid not null references account.push_subscription (id) on delete cascade,
  -- a conversation, or what a notification is about
  item         uuid not null,
  -- message, or a notification's kind
  kind         text not null,
  -- of the event
  position     bigint not null,
  due_at       timestamptz not null,
  -- after it nobody wants to know any more
  ends_at      timestamptz not null,
  attempts     integer not null default 0,
  primary key (subscription, item, kind)
);
create index push_due on account.push (due_at);
