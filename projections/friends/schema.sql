-- Who is whose friend, who has asked whom, who has blocked whom. Of an erased person nothing is left.
-- A friendship is two rows, so that everybody's friends are one range.
create table friend (
    person uuid not null,
    friend uuid not null,
    created_at timestamptz not null,
    position bigint not null,
    primary key (person, friend)
);

create index friend_newest on friend (person, position);

create table friend_request (
    sender uuid not null,
    receiver uuid not null,
    created_at timestamptz not null,
    position bigint not null,
    primary key (sender, receiver)
);

create index friend_request_sent on friend_request (sender, position);
create index friend_request_received on friend_request (receiver, position);

create table person_block (
    blocker uuid not null,
    blocked uuid not null,
    created_at timestamptz not null,
    position bigint not null,
    primary key (blocker, blocked)
);

create index person_block_newest on person_block (blocker, position);
create index person_block_blocked on person_block (blocked);
