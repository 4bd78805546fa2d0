-- key: like=comment+actor
-- after: comment=comment
with removed as (
    delete from comment_like l
    using json_to_recordset($1::json) as e(seq bigint, actor uuid, comment uuid)
    where l.comment = e.comment and l.person = e.actor
    returning l.comment, e.seq
), counted as (
    select comment, count(*) as likes, max(seq) as seq from removed group by comment
)
update comment c
set likes = c.likes - n.likes, position = greatest(c.position, n.seq)
from counted n
where c.id = n.comment
