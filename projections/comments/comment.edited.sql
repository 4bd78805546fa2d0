-- key: text=comment
-- after: comment=comment
update comment c
set body = e.body, edited_at = e.at, position = greatest(c.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, comment uuid, body text)
where c.id = e.comment and not c.deleted
