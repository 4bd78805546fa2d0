-- key: pair=friendship
-- after: blocks=actor
insert into notification (item, person, kind, actor, count, created_at, position)
select e.friendship, e.person, 'friend_request', e.actor, 1, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, friendship uuid, person uuid)
where e.person <> e.actor
  and not exists (select from notification_gone g where g.item in (e.actor, e.person))
  and not exists (select from notification_block b where b.blocker = e.actor and b.blocked = e.person)
  and not exists (select from notification_block b where b.blocker = e.person and b.blocked = e.actor)
on conflict do nothing
