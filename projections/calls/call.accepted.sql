-- key: call=call
update call c
set state = 'on', accepted_at = e.at, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, call uuid)
where c.id = e.call
