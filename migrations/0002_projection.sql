-- What the projector keeps about read models beside the read models themselves, which are schemas of their own (read_<hash8>).
create schema projection;

-- One row per generation: the read models of one content of projections/.
create table projection.generation (
    -- hash8 of projections/; the schema is read_<hash>
    hash text primary key,
    -- the log it was built from: positions compare only within one
    incarnation text not null,
    created_at timestamptz not null default now(),
    -- touched by every node that reads or builds it; a generation nobody used for an hour is dropped
    used_at timestamptz not null default now()
);

-- Events a statement could not take (SQLSTATE class 22 or 23). They stay in the log; the remedy is a mended statement, whose new
-- hash rebuilds. No payload here: erasing a person must not have to look here.
create table projection.dead_letter (
    hash text not null,
    position bigint not null,
    id uuid not null,
    kind text not null,
    -- the statement's file, SQLSTATE and what Postgres said
    statement text not null,
    code text not null,
    message text not null,
    recorded_at timestamptz not null default now(),
    primary key (hash, position)
);
