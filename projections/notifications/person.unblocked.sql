-- key: pair=friendship blocks=by blocks=person
delete from notification_block b
using json_to_recordset($1::json) as e(by uuid, person uuid)
where b.blocker = e.by and b.blocked = e.person
