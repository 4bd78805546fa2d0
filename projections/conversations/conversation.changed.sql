-- key: name=conversation
-- after: conversation=conversation
update conversation c
set name = coalesce(e.name, c.name), description = coalesce(e.description, c.description),
    position = greatest(c.position, e.seq)
from json_to_recordset($1::json) as e(seq bigint, conversation uuid, name text, description text)
where c.id = e.conversation
