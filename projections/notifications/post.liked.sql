-- key: like=post+actor
-- after: blocks=actor
-- Any number of likes of one post share a call: the row tells of the set, whatever the order.
with liked as (
    select e.seq, e.at, e.actor, e.author, e.post
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, author uuid, post uuid)
    where e.actor <> e.author
      and not exists (select from notification_gone g where g.item in (e.post, e.actor, e.author))
      and not exists (select from notification_block b where b.blocker = e.actor and b.blocked = e.author)
      and not exists (select from notification_block b where b.blocker = e.author and b.blocked = e.actor)
), added as (
    insert into notification_liker (item, actor, at, position)
    select post, actor, at, seq from liked
    on conflict do nothing
    returning item, position
)
insert into notification as n (item, person, kind, count, post, comment, created_at, position)
select liked.post, liked.author, 'like', count(*), liked.post, null::uuid,
       (array_agg(liked.at order by liked.seq desc))[1], max(liked.seq)
from liked join added on added.item = liked.post and added.position = liked.seq
group by liked.author, liked.post
on conflict (item, person, kind) do update
set count = n.count + excluded.count,
    created_at = case when excluded.position > n.position then excluded.created_at else n.created_at end,
    position = greatest(n.position, excluded.position)
