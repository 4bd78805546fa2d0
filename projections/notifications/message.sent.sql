-- key: message=message
-- after: levels=conversation said=conversation+actor blocks=actor
-- if: mentions
-- Of a message only those are told whom it mentions; the rest is counted by the conversation.
insert into notification (item, person, kind, actor, count, conversation, message, created_at, position)
select e.message, m.person, 'mention', e.actor, 1, e.conversation, e.message, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, message uuid, conversation uuid, kind text,
                                      mentions uuid[])
cross join lateral unnest(e.mentions) as m(person)
where e.kind <> 'direct' and m.person <> e.actor
  and not exists (
      select from notification_level l where l.conversation = e.conversation and l.person = m.person and l.level = 'none'
  )
  and not exists (select from notification_gone g where g.item in (e.message, e.actor, m.person))
  and not exists (select from notification_block b where b.blocker = e.actor and b.blocked = m.person)
  and not exists (select from notification_block b where b.blocker = m.person and b.blocked = e.actor)
on conflict do nothing
