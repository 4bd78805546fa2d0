-- key: like=comment+actor
-- after: comment=comment
with added as (
    insert into comment_like (comment, person, position)
    select e.comment, e.actor, e.seq
    from json_to_recordset($1::json) as e(seq bigint, actor uuid, comment uuid)
    where exists (select from comment c where c.id = e.comment)
    on conflict do nothing
    returning comment, position
), counted as (
    select comment, count(*) as likes, max(position) as position from added group by comment
)
update comment c
set likes = c.likes + n.likes, position = greatest(c.position, n.position)
from counted n
where c.id = n.comment
