-- key: reaction=message+actor+emoji
-- after: message=message talk=conversation
with added as (
    insert into message_reaction (message, emoji, person, position)
    select e.message, e.emoji, e.actor, e.seq
    from json_to_recordset($1::json) as e(seq bigint, actor uuid, message uuid, conversation uuid, emoji text)
    where exists (select from message m where m.id = e.message and not m.deleted)
    on conflict do nothing
    returning message, position
)
update message m
set position = greatest(m.position, n.position)
from (select message, max(position) as position from added group by message) n
where m.id = n.message
