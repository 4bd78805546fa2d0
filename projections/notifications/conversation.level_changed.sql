-- key: levels=conversation
insert into notification_level as l (conversation, person, level)
select e.conversation, e.person, e.level
from json_to_recordset($1::json) as e(conversation uuid, person uuid, level text)
where not exists (select from notification_gone g where g.item = e.person)
on conflict (conversation, person) do update set level = excluded.level
