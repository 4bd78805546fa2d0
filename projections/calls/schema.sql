-- Who called whom, and how it went.
create table call (
    id uuid primary key,
    conversation uuid not null,
    caller uuid not null,
    callee uuid not null,
    video boolean not null,
    -- ringing | on | ended
    state text not null,
    -- completed | declined | missed
    outcome text,
    seconds bigint,
    started_at timestamptz not null,
    rings_until timestamptz not null,
    accepted_at timestamptz,
    started_position bigint not null,
    -- of its last event
    position bigint not null
);

create index call_ringing on call (rings_until) where state = 'ringing';
create index call_on on call (accepted_at) where state = 'on';
create index call_of_caller on call (caller) where state <> 'ended';
create index call_of_callee on call (callee) where state <> 'ended';
create index call_conversation on call (conversation, started_position);
