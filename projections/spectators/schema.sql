-- What spectators say at a game. Who may see it is for the queries to say.
create table remark (
    id uuid primary key,
    game uuid not null,
    sender uuid not null,
    body text not null,
    created_at timestamptz not null,
    position bigint not null
);

create index remark_page on remark (game, position);
