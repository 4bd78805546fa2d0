-- key: person=person
insert into person (id, username, display_name, bio, role, joined_at, banned, erased, created_position, position)
select e.person, e.username, e.display_name, '', e.role, e.at, false, false, e.seq, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, person uuid, username text, display_name text, role text)
on conflict do nothing
