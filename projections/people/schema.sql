-- Who is here. An erased person keeps a row without a name, so that what others wrote beside them still has somebody to point at.
create table person (
    id uuid primary key,
    -- null: erased
    username text,
    username_key text generated always as (lower(username)) stored,
    display_name text not null,
    display_key text generated always as (lower(display_name)) stored,
    bio text not null,
    avatar text,
    -- member | admin
    role text not null,
    joined_at timestamptz not null,
    -- Whether there is a ban; banned_until null: for ever. Whether it has ended is the reader's clock's business.
    banned boolean not null,
    banned_until timestamptz,
    ban_reason text,
    erased boolean not null,
    created_position bigint not null,
    -- of the person's last event
    position bigint not null
);

-- Not unique: names are unique in account.*, a read model refuses nothing. pattern_ops: searched by prefix, whatever the collation.
create index person_username on person (username_key text_pattern_ops) where not erased;
create index person_display on person (display_key text_pattern_ops) where not erased;
create index person_joined on person (created_position) where not erased;
