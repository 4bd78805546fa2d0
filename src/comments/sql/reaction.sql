-- $1: who, $2: comment, $3: the event this request may have appended already. What the read side knows, from one snapshot.
select (select position from checkpoint),
       exists (select from comment_like where person = $1 and comment = $2),
       (select position from reaction where id = $3)
