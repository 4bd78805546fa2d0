-- key: member=conversation+person
-- after: conversation=conversation
delete from member m
using json_to_recordset($1::json) as e(conversation uuid, person uuid)
where m.conversation = e.conversation and m.person = e.person
