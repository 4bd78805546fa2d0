-- $2: of which conversation, $3: how many each way, $4: around which message
join message o on o.id = $4 and o.conversation = $2
where m.conversation = $2
  and exists (select from member w where w.conversation = $2 and w.person = $1)
  and m.created_position >= (
      select min(x.created_position) from (
          select created_position from message
          where conversation = $2 and created_position <= o.created_position order by created_position desc limit $3
      ) x
  )
  and m.created_position <= (
      select max(x.created_position) from (
          select created_position from message
          where conversation = $2 and created_position >= o.created_position order by created_position limit $3
      ) x
  )
order by m.created_position desc
