-- key: pair=friendship
-- after: person=actor person=person
delete from person_block b
using json_to_recordset($1::json) as e(actor uuid, person uuid)
where b.blocker = e.actor and b.blocked = e.person
