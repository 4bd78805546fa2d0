-- key: person=person
-- The earlier events may be gone when this is replayed, so everything that is kept comes from the tombstone itself.
insert into person (id, display_name, bio, role, joined_at, banned, erased, created_position, position)
select e.person, '', '', 'member', e.at, false, true, e.seq, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, person uuid)
on conflict (id) do update
set username = null, display_name = '', bio = '', avatar = null, role = 'member', joined_at = excluded.joined_at,
    banned = false, banned_until = null, ban_reason = null, erased = true,
    created_position = excluded.created_position, position = excluded.position
