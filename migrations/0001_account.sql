-- What is not in the log and cannot be derived from it: accounts, sessions, secrets. Back this schema up.
create schema if not exists account;

-- What the nodes of this instance share.
create table account.setting (
  name  text primary key,
  value text not null
);

-- Who may sign in. The person's profile and role are in the log.
create table account.person (
  id            uuid primary key,
  username      text not null,
  -- no e-mail address: a person who was imported and cannot sign in
  email         text,
  password_hash text,
  -- of the signing up: its key makes the ids of the person and of person.joined, so that anybody may finish what was begun
  key           uuid not null,
  fingerprint   text not null,
  role          text not null check (role in ('admin', 'member')),
  reserved_at   timestamptz not null default now(),
  -- null: reserved, and person.joined perhaps not yet in the log
  confirmed_at  timestamptz
);
create unique index person_username_key on account.person (lower(username));
create unique index person_email_key on account.person (lower(email));

-- One signed-in device.
create table account.session (
  id           uuid primary key,
  person       uuid not null references account.person (id) on delete cascade,
  agent        text not null,
  address      text not null,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at   timestamptz not null,
  revoked_at   timestamptz
);
create index session_person on account.session (person);
create index session_revoked on account.session (revoked_at) where revoked_at is not null;

-- Every refresh token a session ever had, hashed: a used one that comes back gives the session away.
create table account.refresh (
  hash    bytea primary key,
  session uuid not null references account.session (id) on delete cascade,
  used_at timestamptz
);
create index refresh_session on account.refresh (session);
