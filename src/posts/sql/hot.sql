  -- $2: how many, $3: community, $4, $5: below this heat, and of the same heat before this position
  and ($3::text is null or p.community = $3)
  and (p.hot, p.created_position) < (coalesce($4::text::double precision, 'infinity'), coalesce($5, 9223372036854775807))
order by p.hot desc, p.created_position desc
limit $2
