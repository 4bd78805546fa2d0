-- key: text=comment
-- after: comment=comment
update comment c
set body = '', deleted = true, position = greatest(c.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, comment uuid)
where c.id = e.comment
