-- $1: who, $2: in which conversation, $3: up to where. Only forward, at most to the last message; a row when it moved.
insert into account.mark as k (person, place, up_to)
select $1, $2, least($3, t.last_position)
from member m join talk t on t.conversation = m.conversation
where m.person = $1 and m.conversation = $2
on conflict (person, place) do update set up_to = excluded.up_to, moved_at = now()
where k.up_to < excluded.up_to
returning k.up_to
