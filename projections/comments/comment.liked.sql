-- key: like=comment+actor
-- after: comment=comment
with added as (
    insert into comment_like (comment, person)
    select e.comment, e.actor
    from json_to_recordset($1::json) as e(actor uuid, comment uuid)
    where exists (select from comment c where c.id = e.comment)
    on conflict do nothing
    returning comment, person
), counted as (
    select a.comment, count(*) as likes, max(e.seq) as seq
    from added a
    join json_to_recordset($1::json) as e(seq bigint, actor uuid, comment uuid) on e.comment = a.comment and e.actor = a.person
    group by a.comment
)
update comment c
set likes = c.likes + n.likes, position = greatest(c.position, n.seq)
from counted n
where c.id = n.comment
