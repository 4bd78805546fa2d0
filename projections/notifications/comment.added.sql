-- key: comment=comment
-- after: blocks=actor
-- Everybody is told once: that they are named rather than answered, answered rather than that there is a comment.
with added as (
    select e.seq, e.at, e.actor, e.comment, e.post, t.person, t.kind,
           row_number() over (partition by e.seq, t.person order by t.rank) as nth
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, comment uuid, post uuid, parent_author uuid,
                                          post_author uuid, mentions uuid[])
    cross join lateral (
        select unnest(e.mentions) as person, 'mention' as kind, 1 as rank
        union all
        select e.parent_author, 'reply', 2
        union all
        select e.post_author, 'comment', 3
    ) t
    where t.person <> e.actor
)
insert into notification (item, person, kind, actor, count, post, comment, created_at, position)
select a.comment, a.person, a.kind, a.actor, 1, a.post, a.comment, a.at, a.seq
from added a
where a.nth = 1
  and not exists (select from notification_gone g where g.item in (a.comment, a.post, a.actor, a.person))
  and not exists (select from notification_block b where b.blocker = a.actor and b.blocked = a.person)
  and not exists (select from notification_block b where b.blocker = a.person and b.blocked = a.actor)
on conflict do nothing
