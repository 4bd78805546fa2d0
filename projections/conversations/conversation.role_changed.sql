-- key: member=conversation+person member=conversation+previous_owner
-- after: conversation=conversation
with demoted as (
    update member m
    set role = 'moderator'
    from json_to_recordset($1::json) as e(conversation uuid, previous_owner uuid)
    where m.conversation = e.conversation and m.person = e.previous_owner
)
update member m
set role = e.role
from json_to_recordset($1::json) as e(conversation uuid, person uuid, role text)
where m.conversation = e.conversation and m.person = e.person
