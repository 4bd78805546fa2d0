-- after: post=post
-- Adds to a counter, so any number of one post's comments share a call and wait for nobody.
update post p
set comments = p.comments + c.comments, position = greatest(p.position, c.seq)
from (
    select e.post, count(*) as comments, max(e.seq) as seq
    from json_to_recordset($1::json) as e(seq bigint, post uuid)
    group by e.post
) c
where p.id = c.post
