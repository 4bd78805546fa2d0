-- key: pin=message
-- after: message=message talk=conversation
update message m
set pinned_at = null, position = greatest(m.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, message uuid)
where m.id = e.message
