-- key: member=conversation+person
-- after: conversation=conversation
with joined as (
    select e.seq, e.at, e.conversation, e.person, coalesce(e.role, 'member') as role
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, conversation uuid, person uuid, role text)
), forgiven as (
    delete from conversation_ban b using joined where b.conversation = joined.conversation and b.person = joined.person
)
insert into member (conversation, person, role, joined_at, joined_position, muted)
select joined.conversation, joined.person, joined.role, joined.at, joined.seq, false
from joined
where exists (select from conversation c where c.id = joined.conversation)
on conflict do nothing
