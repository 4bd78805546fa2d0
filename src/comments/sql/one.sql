  -- $2: which
  and c.id = $2
