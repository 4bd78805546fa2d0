-- $1: who is told, $2: of which conversation, $3: which message by its position; none when it was read or taken back
select json_build_array(coalesce(p.display_name, '')) as actors, m.body as text, c.name, c.id as conversation, m.id as message,
       m.created_at, m.created_position as position
from message m
join conversation c on c.id = m.conversation
join member w on w.conversation = m.conversation and w.person = $1
left join person p on p.id = m.sender
where m.conversation = $2 and m.created_position = $3 and not m.deleted
  and m.created_position > coalesce((select up_to from account.mark where person = $1 and place = $2), 0)
  and not exists (
      select from message own where own.conversation = $2 and own.sender = $1 and own.created_position > m.created_position
  )
  and not exists (select from person_block b where b.blocker = $1 and b.blocked = m.sender)
