-- What people are told of, and what says whom to tell: who has blocked whom, who wants to hear of which conversation, what is gone.
-- What somebody is told of by several people's likes is one row. Direct messages are counted by their conversation, not here.
create table notification (
    -- what it is about: the liked post or comment, the post, comment or message that names or answers, the friendship, the game,
    -- the call
    item uuid not null,
    -- who is told
    person uuid not null,
    -- like | comment | reply | mention | friend_request | friend_accepted | game_invite | game_turn | call_missed
    kind text not null,
    -- whose act it was; null: those of notification_liker
    actor uuid,
    count integer not null,
    post uuid,
    comment uuid,
    conversation uuid,
    message uuid,
    game uuid,
    call uuid,
    -- of the act, of likes of the last one
    created_at timestamptz not null,
    position bigint not null,
    primary key (item, person, kind)
);

create index notification_newest on notification (person, position);
-- A post that goes takes what was said under it along. What else goes is found by its item; erasing is rare and looks at all.
create index notification_post on notification (post) where post is not null;

create table notification_liker (
    item uuid not null,
    actor uuid not null,
    at timestamptz not null,
    position bigint not null,
    primary key (item, actor)
);

create index notification_liker_newest on notification_liker (item, position);

-- Posts, comments, messages and people that are no more. They never come back, so whatever looks here need not wait for whatever
-- writes here: told first and taken away after is the same as never told.
create table notification_gone (
    item uuid primary key
);

create table notification_block (
    blocker uuid not null,
    blocked uuid not null,
    primary key (blocker, blocked)
);

create table notification_level (
    conversation uuid not null,
    person uuid not null,
    -- all | mentions | none
    level text not null,
    primary key (conversation, person)
);
