-- key: like=post+actor
-- after: post=post
with added as (
    insert into post_like (post, person)
    select e.post, e.actor
    from json_to_recordset($1::json) as e(actor uuid, post uuid)
    where exists (select from post p where p.id = e.post)
    on conflict do nothing
    returning post, person
), counted as (
    select a.post, count(*) as likes, max(e.seq) as seq
    from added a
    join json_to_recordset($1::json) as e(seq bigint, actor uuid, post uuid) on e.post = a.post and e.actor = a.person
    group by a.post
)
update post p
set likes = p.likes + c.likes, position = greatest(p.position, c.seq)
from counted c
where p.id = c.post
