-- Who is in which call, for as long as it rings or is on: nobody is in two. The call itself is in the log.
create table account.call_seat (
  person   uuid primary key,
  call     uuid not null,
  taken_at timestamptz not null default now()
);
create index call_seat_call on account.call_seat (call);
