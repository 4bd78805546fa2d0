-- key: call=call
insert into call (id, conversation, caller, callee, video, state, started_at, rings_until, started_position, position)
select e.call, e.conversation, e.caller, e.callee, e.video, 'ringing', e.at, e.rings_until, e.seq, e.seq
from json_to_recordset($1::json) as e(
    seq bigint, at timestamptz, call uuid, conversation uuid, caller uuid, callee uuid, video boolean, rings_until timestamptz
)
on conflict do nothing
