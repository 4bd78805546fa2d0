-- $2: of which conversation, $3: how many, $4: after this position
where m.conversation = $2 and m.created_position > $4
  and exists (select from member w where w.conversation = $2 and w.person = $1)
order by m.created_position
limit $3
