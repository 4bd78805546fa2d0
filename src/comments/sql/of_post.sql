  -- $2: post, $3: how many, $4: after this position
  and c.post = $2 and c.created_position > coalesce($4, 0)
order by c.created_position
limit $3
