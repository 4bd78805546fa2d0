  -- $2: which
  and p.id = $2
