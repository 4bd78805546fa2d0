-- key: deleted=post
-- after: post=post
update post p
set deleted_at = coalesce(p.deleted_at, e.at), position = greatest(p.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, post uuid)
where p.id = e.post
