-- $1: who, $2: in which conversation. The first message they have not read: after their marker, their own last one, and
-- the moment they came in.
select m.id
from member w join message m on m.conversation = w.conversation
where w.person = $1 and w.conversation = $2
  and m.created_position > greatest(
      w.joined_position,
      (select up_to from account.mark where person = $1 and place = $2),
      (select position from last_said where person = $1 and conversation = $2)
  )
order by m.created_position
limit 1
