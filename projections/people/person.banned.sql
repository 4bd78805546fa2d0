-- key: ban=person
-- after: person=person
update person p
set banned = true, banned_until = e.until, ban_reason = e.reason, position = greatest(p.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, person uuid, until timestamptz, reason text)
where p.id = e.person
