-- What is said in conversations. Deleted messages stay, without their text; of erased ones nothing is left.
create table message (
    id uuid primary key,
    conversation uuid not null,
    sender uuid not null,
    body text not null,
    reply_to uuid,
    mentions uuid[] not null,
    -- counts within the conversation, so that what is unread is a difference
    number bigint not null,
    created_at timestamptz not null,
    created_position bigint not null,
    edited_at timestamptz,
    -- of the event that brought the present text
    text_position bigint not null,
    deleted boolean not null,
    pinned_at timestamptz,
    -- The last event that changed anything shown of it: sent, edited, deleted, pinned, unpinned, reacted, unreacted.
    position bigint not null
);

-- Pages, and where a marker stands.
create unique index message_page on message (conversation, created_position);
-- How many are those of people one has blocked.
create index message_sender on message (conversation, sender, created_position);
-- Searched by words of any language; the query's expression is this one.
create index message_words on message using gin (to_tsvector('simple', body)) where not deleted;
create index message_pinned on message (conversation, pinned_at) where pinned_at is not null;

-- How far each conversation is. A row of its own: it changes with every message.
create table talk (
    conversation uuid primary key,
    messages bigint not null,
    last_position bigint not null
) with (fillfactor = 50);

-- Everybody's last message in each conversation, so that what is unread by them is asked of one range and not of each conversation.
create table last_said (
    person uuid not null,
    conversation uuid not null,
    position bigint not null,
    -- of that message
    number bigint not null,
    primary key (person, conversation)
) with (fillfactor = 50);

-- What a message said before it was edited; what it says is in `message`.
create table message_version (
    message uuid not null,
    position bigint not null,
    at timestamptz not null,
    body text not null,
    primary key (message, position)
);

create table message_reaction (
    message uuid not null,
    emoji text not null,
    person uuid not null,
    position bigint not null,
    primary key (message, emoji, person)
);
