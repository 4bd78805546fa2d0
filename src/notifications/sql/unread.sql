  and n.position > seen.up_to
limit 500
