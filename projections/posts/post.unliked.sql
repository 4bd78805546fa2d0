-- key: like=post+actor
-- after: post=post
with removed as (
    delete from post_like l
    using json_to_recordset($1::json) as e(seq bigint, actor uuid, post uuid)
    where l.post = e.post and l.person = e.actor
    returning l.post, e.seq
), counted as (
    select post, count(*) as likes, max(seq) as seq from removed group by post
)
update post p
set likes = p.likes - c.likes, position = greatest(p.position, c.seq)
from counted c
where p.id = c.post
