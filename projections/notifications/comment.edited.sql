-- key: comment=comment
-- after: blocks=actor
-- if: mentions
-- Whom an edit mentions for the first time, unless they were told of the comment already.
insert into notification (item, person, kind, actor, count, post, comment, created_at, position)
select e.comment, m.person, 'mention', e.actor, 1, e.post, e.comment, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, comment uuid, post uuid, mentions uuid[])
cross join lateral unnest(e.mentions) as m(person)
where m.person <> e.actor
  and not exists (select from notification n where n.item = e.comment and n.person = m.person and n.kind <> 'like')
  and not exists (select from notification_gone g where g.item in (e.comment, e.post, e.actor, m.person))
  and not exists (select from notification_block b where b.blocker = e.actor and b.blocked = m.person)
  and not exists (select from notification_block b where b.blocker = m.person and b.blocked = e.actor)
on conflict do nothing
