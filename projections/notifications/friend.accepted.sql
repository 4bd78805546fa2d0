-- key: pair=friendship
-- after: blocks=actor
-- A request that is answered no longer waits to be.
with accepted as (
    select e.seq, e.at, e.actor, e.friendship, e.person
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, friendship uuid, person uuid)
), answered as (
    delete from notification n using accepted a where n.item = a.friendship and n.kind = 'friend_request'
)
insert into notification as n (item, person, kind, actor, count, created_at, position)
select a.friendship, a.person, 'friend_accepted', a.actor, 1, a.at, a.seq
from accepted a
where a.person <> a.actor
  and not exists (select from notification_gone g where g.item in (a.actor, a.person))
  and not exists (select from notification_block b where b.blocker = a.actor and b.blocked = a.person)
  and not exists (select from notification_block b where b.blocker = a.person and b.blocked = a.actor)
on conflict (item, person, kind) do update
set actor = excluded.actor, created_at = excluded.created_at, position = excluded.position
