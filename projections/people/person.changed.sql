-- key: profile=person
-- after: person=person
update person p
set display_name = coalesce(e.display_name, p.display_name),
    bio = coalesce(e.bio, p.bio),
    -- empty: none any more
    avatar = nullif(coalesce(e.avatar, p.avatar), ''),
    position = greatest(p.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, person uuid, display_name text, bio text, avatar text)
where p.id = e.person
