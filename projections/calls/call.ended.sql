-- key: call=call
update call c
set state = 'ended', outcome = e.outcome, seconds = e.seconds, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, call uuid, outcome text, seconds bigint)
where c.id = e.call
