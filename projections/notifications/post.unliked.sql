-- key: like=post+actor
-- The row tells of those who are left; of nobody: it goes.
with removed as (
    delete from notification_liker l
    using json_to_recordset($1::json) as e(actor uuid, post uuid)
    where l.item = e.post and l.actor = e.actor
    returning l.item, l.actor
), changed as (
    select item, count(*) as count from removed group by item
), left_over as (
    select changed.item, changed.count, newest.at, newest.position
    from changed left join lateral (
        select l.at, l.position
        from notification_liker l
        where l.item = changed.item
          and not exists (select from removed r where r.item = l.item and r.actor = l.actor)
        order by l.position desc
        limit 1
    ) newest on true
), emptied as (
    delete from notification n using left_over o where n.item = o.item and n.kind = 'like' and o.position is null
)
update notification n
set count = n.count - o.count, created_at = o.at, position = o.position
from left_over o
where n.item = o.item and n.kind = 'like' and o.position is not null
