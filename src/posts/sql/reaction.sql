-- $1: who, $2: post, $3: the event this request may have appended already. What the read side knows, from one snapshot.
select (select position from checkpoint),
       exists (select from post_like where person = $1 and post = $2),
       (select options from post_vote where person = $1 and post = $2),
       (select position from reaction where id = $3)
