-- $1: who, $2: message, $3: emoji, $4: the event this request may have appended already. What the read side knows, from one
-- snapshot.
select (select position from checkpoint),
       exists (select from message_reaction where message = $2 and emoji = $3 and person = $1),
       (select count(distinct emoji) from message_reaction where message = $2 and emoji <> $3),
       (select position from reaction where id = $4)
