-- key: post=post
-- after: blocks=actor
-- if: mentions
-- Whom an edit mentions for the first time.
insert into notification (item, person, kind, actor, count, post, created_at, position)
select e.post, m.person, 'mention', e.actor, 1, e.post, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, post uuid, mentions uuid[])
cross join lateral unnest(e.mentions) as m(person)
where m.person <> e.actor
  and not exists (select from notification_gone g where g.item in (e.post, e.actor, m.person))
  and not exists (select from notification_block b where b.blocker = e.actor and b.blocked = m.person)
  and not exists (select from notification_block b where b.blocker = m.person and b.blocked = e.actor)
on conflict do nothing
