-- Personal tokens, for programs that act as a person. Each is the key to a session of its own, which its person sees among
-- their devices and ends like any other; the session's `agent` says what it is for.
create table account.token (
  hash    bytea primary key,
  session uuid not null references account.session (id) on delete cascade
);
create index token_session on account.token (session);
