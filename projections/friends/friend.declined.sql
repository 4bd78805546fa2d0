-- key: pair=friendship
-- after: person=actor person=person
with pair as (
    select e.actor, e.person from json_to_recordset($1::json) as e(actor uuid, person uuid)
)
delete from friend_request r
using (select actor, person from pair union all select person, actor from pair) as both_ways(one, other)
where r.sender = both_ways.one and r.receiver = both_ways.other
