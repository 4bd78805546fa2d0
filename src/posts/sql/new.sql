  -- $2: how many, $3: community, $4: before this position
  and ($3::text is null or p.community = $3)
  and p.created_position < coalesce($4, 9223372036854775807)
order by p.created_position desc
limit $2
