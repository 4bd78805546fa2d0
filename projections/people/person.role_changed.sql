-- key: role=person
-- after: person=person
update person p
set role = e.role, position = greatest(p.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, person uuid, role text)
where p.id = e.person
