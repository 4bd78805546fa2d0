-- key: pair=friendship
-- after: person=actor person=person
with pair as (
    select e.actor, e.person from json_to_recordset($1::json) as e(actor uuid, person uuid)
)
delete from friend f
using (select actor, person from pair union all select person, actor from pair) as both_ways(one, other)
where f.person = both_ways.one and f.friend = both_ways.other
