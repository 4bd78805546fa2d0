  -- $2: how many, $3: community, $4: since when, $5, $6: below this, and as high before this position
  and ($3::text is null or p.community = $3)
  and p.created_at >= $4
  and (p.rising, p.created_position) < (coalesce($5, 2147483647::bigint), coalesce($6, 9223372036854775807))
order by p.rising desc, p.created_position desc
limit $2
