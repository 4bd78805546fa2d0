-- Who talks with whom. What they say is in `messages`.
create table conversation (
    id uuid primary key,
    -- direct | group | room
    kind text not null,
    name text,
    description text,
    created_at timestamptz not null,
    created_position bigint not null,
    -- of the last change of the conversation itself: opened, changed
    position bigint not null
);

create index conversation_rooms on conversation (created_position) where kind = 'room';

create table member (
    conversation uuid not null,
    person uuid not null,
    -- member | moderator | owner
    role text not null,
    joined_at timestamptz not null,
    joined_position bigint not null,
    muted boolean not null,
    muted_until timestamptz,
    -- A direct conversation that was left: hidden until something is said after this.
    hidden_position bigint,
    primary key (conversation, person)
);

-- With what the counts of all of somebody's conversations need.
create index member_person on member (person) include (conversation, joined_position, hidden_position);

create table conversation_ban (
    conversation uuid not null,
    person uuid not null,
    until timestamptz,
    position bigint not null,
    primary key (conversation, person)
);

-- What somebody wants to be told of; no row: of all. It outlasts their membership.
create table conversation_level (
    conversation uuid not null,
    person uuid not null,
    -- all | mentions | none
    level text not null,
    primary key (conversation, person)
);
