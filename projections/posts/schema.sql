-- Posts as they are now, what they were, and who liked or voted. An erased post has no rows at all; a deleted one keeps its row.
create table post (
    id uuid primary key,
    author uuid not null,
    community text,
    -- text | link | poll | image
    kind text not null,
    title text not null,
    body text not null,
    link text,
    -- { options: [text], multiple, closes_at? }
    poll jsonb,
    -- votes of each option, in the order of poll.options; null: no poll
    votes integer[],
    -- a private community's
    private boolean not null,
    likes integer not null,
    -- comments ever added: tombstones count, so a deletion moves nothing
    comments integer not null,
    created_at timestamptz not null,
    created_position bigint not null,
    edited_at timestamptz,
    deleted_at timestamptz,
    -- The last event that changed anything shown of the post itself: created, edited, deleted, liked, unliked, voted, comment
    -- added. Not changes of its author's profile, nor edits, likes and deletions of its comments. Every statement sets it to
    -- the greatest it has seen, so that likes and comments of one batch need not wait for each other.
    position bigint not null,
    hot double precision not null generated always as (
        log(greatest(likes + 2 * comments, 1)::double precision)
        + extract(epoch from created_at at time zone 'UTC')::double precision / 45000
    ) stored,
    rising integer not null generated always as (likes + 2 * comments) stored
);

-- The lists: new, hot, top; rising reads the last 48 hours by time and sorts them by `rising`.
create index post_new on post (created_position) where deleted_at is null and not private;
create index post_hot on post (hot, created_position) where deleted_at is null and not private;
create index post_top on post (likes, created_position) where deleted_at is null and not private;
create index post_recent on post (created_at) where deleted_at is null and not private;
create index post_author on post (author, created_position) where deleted_at is null;

-- Every version, the first and the present one included.
create table post_version (
    post uuid not null,
    position bigint not null,
    at timestamptz not null,
    title text not null,
    body text not null,
    primary key (post, position)
);

-- Searched by words of any language. Not on `post`, whose row changes with every like: each would index the text anew.
create index post_words on post_version using gin (to_tsvector('simple', title || ' ' || body));

create table post_like (
    post uuid not null,
    person uuid not null,
    position bigint not null,
    primary key (post, person)
);

create table post_vote (
    post uuid not null,
    person uuid not null,
    options integer[] not null,
    primary key (post, person)
);
