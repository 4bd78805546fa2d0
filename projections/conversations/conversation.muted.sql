-- key: member=conversation+person
-- after: conversation=conversation
update member m
set muted = e.muted, muted_until = e.until
from json_to_recordset($1::json) as e(conversation uuid, person uuid, muted boolean, until timestamptz)
where m.conversation = e.conversation and m.person = e.person
