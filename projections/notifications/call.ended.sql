-- key: call=call
-- after: blocks=caller
insert into notification (item, person, kind, actor, count, conversation, call, created_at, position)
select e.call, e.callee, 'call_missed', e.caller, 1, e.conversation, e.call, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, call uuid, conversation uuid, caller uuid, callee uuid,
                                      outcome text)
where e.outcome = 'missed' and e.caller <> e.callee
  and not exists (select from notification_gone g where g.item in (e.caller, e.callee))
  and not exists (select from notification_block b where b.blocker = e.caller and b.blocked = e.callee)
  and not exists (select from notification_block b where b.blocker = e.callee and b.blocked = e.caller)
on conflict do nothing
