-- key: pair=friendship
-- after: person=actor person=person
insert into friend_request (sender, receiver, created_at, position)
select e.actor, e.person, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, person uuid)
on conflict do nothing
