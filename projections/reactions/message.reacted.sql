-- An event's id is used once: no `on conflict`, which costs a fifth.
insert into reaction (id, position)
select e.id, e.seq
from json_to_recordset($1::json) as e(seq bigint, id uuid)
