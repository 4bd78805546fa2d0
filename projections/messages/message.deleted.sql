-- key: message=message
-- after: talk=conversation
with gone as (
    select e.seq, e.message, e.conversation
    from json_to_recordset($1::json) as e(seq bigint, message uuid, conversation uuid)
), versions as (
    delete from message_version v using gone where v.message = gone.message
), reactions as (
    delete from message_reaction r using gone where r.message = gone.message
)
update message m
set body = '', mentions = '{}', deleted = true, pinned_at = null, position = greatest(m.position, gone.seq)
from gone
where m.id = gone.message
