-- key: like=post+actor
-- after: post=post
with added as (
    insert into post_like (post, person, position)
    select e.post, e.actor, e.seq
    from json_to_recordset($1::json) as e(seq bigint, actor uuid, post uuid)
    where exists (select from post p where p.id = e.post)
    on conflict do nothing
    returning post, position
), counted as (
    select post, count(*) as likes, max(position) as position from added group by post
)
update post p
set likes = p.likes + c.likes, position = greatest(p.position, c.position)
from counted c
where p.id = c.post
