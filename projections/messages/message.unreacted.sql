-- key: reaction=message+actor+emoji
-- after: message=message talk=conversation
with removed as (
    delete from message_reaction r
    using json_to_recordset($1::json) as e(seq bigint, actor uuid, message uuid, conversation uuid, emoji text)
    where r.message = e.message and r.emoji = e.emoji and r.person = e.actor
    returning r.message, e.seq
)
update message m
set position = greatest(m.position, n.seq)
from (select message, max(seq) as seq from removed group by message) n
where m.id = n.message
