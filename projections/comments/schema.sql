-- The comments of posts, each naming its parent. Deleted and erased ones stay, without text, so that the tree keeps its answers.
create table comment (
    id uuid primary key,
    post uuid not null,
    parent uuid,
    -- null: erased
    author uuid,
    body text not null,
    likes integer not null,
    created_at timestamptz not null,
    created_position bigint not null,
    edited_at timestamptz,
    deleted boolean not null,
    -- The last event that changed anything shown of the comment: added, edited, deleted, erased, liked, unliked.
    position bigint not null
);

create index comment_post on comment (post, created_position);

create table comment_like (
    comment uuid not null,
    person uuid not null,
    position bigint not null,
    primary key (comment, person)
);
