-- key: conversation=conversation
with opened as (
    insert into conversation (id, kind, name, description, created_at, created_position, position)
    select e.conversation, e.kind, e.name, e.description, e.at, e.seq, e.seq
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, conversation uuid, kind text, name text, description text)
    on conflict do nothing
    returning id
)
insert into member (conversation, person, role, joined_at, joined_position, muted)
select e.conversation, p.person, case when p.person = e.owner then 'owner' else 'member' end, e.at, e.seq, false
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, conversation uuid, people uuid[], owner uuid)
join opened on opened.id = e.conversation
cross join unnest(e.people) as p(person)
on conflict do nothing
