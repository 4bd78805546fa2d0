  -- $2: how many, $3: community, $4, $5: with fewer likes, or as many and before this position
  and ($3::text is null or p.community = $3)
  and (p.likes, p.created_position) < (coalesce($4, 2147483647::bigint), coalesce($5, 9223372036854775807))
order by p.likes desc, p.created_position desc
limit $2
