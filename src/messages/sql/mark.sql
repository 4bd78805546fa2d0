-- $1: who, $2: in which conversation, $3: up to where. Only forward, at most to the last message; a row when it moved.
insert into account.mark as k (person, place, up_to, counted, counted_in)
select $1, $2, least($3, t.last_position),
       case when $3 >= t.last_position then t.messages else coalesce((
         select number from message
         where conversation = $2 and created_position <= $3
         order by created_position desc limit 1
       ), 0) end,
       t.tableoid
from member m join talk t on t.conversation = m.conversation
where m.person = $1 and m.conversation = $2
on conflict (person, place) do update
set up_to = excluded.up_to, counted = excluded.counted, counted_in = excluded.counted_in, moved_at = now()
where k.up_to < excluded.up_to
returning k.up_to
