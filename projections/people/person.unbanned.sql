-- key: ban=person
-- after: person=person
update person p
set banned = false, banned_until = null, ban_reason = null, position = greatest(p.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, person uuid)
where p.id = e.person
