-- Games as they are now, and their moves as they were made: what a seat may not see is in here, and `src/games/view.rs` alone
-- says what leaves.
create table game (
    id uuid primary key,
    kind text not null,
    -- open | active | finished | cancelled
    state text not null,
    first uuid not null,
    second uuid,
    invited uuid,
    -- how long who opened it waits
    until timestamptz,
    -- { initial_s, increment_s }
    control jsonb,
    -- what is left: { first_ms, second_ms }; null: what they began with
    clock jsonb,
    rematch_of uuid,
    -- its place among those that play-now opened
    slot bigint,
    -- since when the next move is waited for, of whom, and when the time of whose turn it is is up
    since timestamptz not null,
    awaits text[] not null,
    flag_at timestamptz,
    ply integer not null,
    draw_offered_by text,
    rematch_offered_by text,
    -- { winner, reason }
    outcome jsonb,
    -- the events that opened and joined it: which request came to this game
    opened_event uuid not null,
    joined_event uuid,
    joined_position bigint,
    created_at timestamptz not null,
    created_position bigint not null,
    -- of the last change
    position bigint not null
);

create index game_state on game (state, created_position);
create index game_first on game (first, created_position);
create index game_second on game (second, created_position);
create index game_invited on game (invited) where state = 'open' and invited is not null;
create index game_rematch on game (rematch_of) where rematch_of is not null;
create index game_slot on game (kind, coalesce((control ->> 'initial_s')::integer, 0),
                                coalesce((control ->> 'increment_s')::integer, 0), slot) where slot is not null;
create index game_opened_event on game (opened_event);
create index game_joined_event on game (joined_event) where joined_event is not null;
-- What is due: time that is up, nobody who came.
create index game_flag on game (flag_at) where state = 'active' and flag_at is not null;
create index game_waiting on game (kind, slot) where state = 'open';
create index game_until on game (until) where state = 'open' and until is not null;

create table game_move (
    game uuid not null,
    ply integer not null,
    seat text not null,
    move text not null,
    text text not null,
    at timestamptz not null,
    position bigint not null,
    primary key (game, ply)
);
