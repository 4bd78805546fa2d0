-- key: text=message
-- after: message=message talk=conversation
with edited as (
    select e.seq, e.at, e.message, e.conversation, e.body
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, message uuid, conversation uuid, body text)
), kept as (
    insert into message_version (message, position, at, body)
    select m.id, m.text_position, coalesce(m.edited_at, m.created_at), m.body
    from message m join edited on edited.message = m.id
    where not m.deleted
)
update message m
set body = edited.body, edited_at = edited.at, text_position = edited.seq, position = greatest(m.position, edited.seq)
from edited
where m.id = edited.message and not m.deleted
