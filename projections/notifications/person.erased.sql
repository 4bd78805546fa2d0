-- key: blocks=person
-- Their own notifications, and what others were told of them. What they wrote has tombstones of its own.
with gone as (
    select distinct e.person from json_to_recordset($1::json) as e(person uuid)
), noted as (
    insert into notification_gone (item) select person from gone on conflict do nothing
), blocks as (
    delete from notification_block b using gone where gone.person in (b.blocker, b.blocked)
), levels as (
    delete from notification_level l using gone where l.person = gone.person
), told as (
    delete from notification n using gone where gone.person in (n.person, n.actor) returning n.item, n.person, n.kind
), orphans as (
    delete from notification_liker l
    using told
    where l.item = told.item and told.kind = 'like' and l.actor not in (select person from gone)
), removed as (
    delete from notification_liker l using gone where l.actor = gone.person returning l.item, l.actor
), changed as (
    select item, count(*) as count from removed group by item
), left_over as (
    select changed.item, changed.count, newest.at, newest.position
    from changed left join lateral (
        select l.at, l.position
        from notification_liker l
        where l.item = changed.item and l.actor not in (select person from gone)
        order by l.position desc
        limit 1
    ) newest on true
), emptied as (
    delete from notification n
    using left_over o
    where n.item = o.item and n.kind = 'like' and o.position is null and n.person not in (select person from gone)
)
update notification n
set count = n.count - o.count, created_at = o.at, position = o.position
from left_over o
where n.item = o.item and n.kind = 'like' and o.position is not null and n.person not in (select person from gone)
