-- $2: of which conversation, $3: how many, $4: before this position
where m.conversation = $2 and m.created_position < coalesce($4, 9223372036854775807)
  and exists (select from member w where w.conversation = $2 and w.person = $1)
order by m.created_position desc
limit $3
