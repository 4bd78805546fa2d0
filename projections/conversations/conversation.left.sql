-- key: member=conversation+person member=conversation+heir
-- after: conversation=conversation
with hidden as (
    update member m
    set hidden_position = e.seq
    from json_to_recordset($1::json) as e(seq bigint, conversation uuid, person uuid, kind text)
    where m.conversation = e.conversation and m.person = e.person and e.kind = 'direct'
), inherited as (
    update member m
    set role = 'owner'
    from json_to_recordset($1::json) as e(conversation uuid, heir uuid)
    where m.conversation = e.conversation and m.person = e.heir
)
delete from member m
using json_to_recordset($1::json) as e(conversation uuid, person uuid, kind text)
where m.conversation = e.conversation and m.person = e.person and e.kind <> 'direct'
