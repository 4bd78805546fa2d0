  and n.item = $2 and n.kind = $3
  and n.position > seen.up_to
