-- key: level=conversation+person
insert into conversation_level as l (conversation, person, level)
select e.conversation, e.person, e.level
from json_to_recordset($1::json) as e(conversation uuid, person uuid, level text)
on conflict (conversation, person) do update set level = excluded.level
