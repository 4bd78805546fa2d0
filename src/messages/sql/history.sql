-- $1: who looks, $2: which; none when it is not there for them
select v.body, v.at, v.position
from message m
cross join lateral (
    select body, at, position from message_version where message = m.id
    union all
    select m.body, coalesce(m.edited_at, m.created_at), m.text_position
) v
where m.id = $2 and not m.deleted
  and exists (select from member w where w.conversation = m.conversation and w.person = $1)
  and not exists (select from person_block b where b.blocker = $1 and b.blocked = m.sender)
order by v.position
